import type { ActionNumbers, PartitionNumbers } from '../../scripts/trigger-stats.script.js';
import { groupBy } from './group-by.js';
import type { ActionStats, TriggerStats } from './trigger.types.js';

/** The numbers of all partitions as one. @param actionOf decodes an action as it stands in keys */
export function sumStats(
  partitions: readonly PartitionNumbers[],
  actionOf: (segment: string) => string,
): TriggerStats {
  const sum = (number: (of: PartitionNumbers) => number): number =>
    partitions.reduce((total, partition) => total + number(partition), 0);
  const numbers = partitions.flatMap(({ actions }) => actions);
  return {
    nowMs: Math.max(...partitions.map(({ nowMs }) => nowMs)),
    scheduled: sum(({ scheduled }) => scheduled),
    running: sum(({ leased }) => leased),
    retrying: sum(({ retrying }) => retrying),
    dead: sum(({ dead }) => dead),
    overdue: numbers.reduce((total, { overdue }) => total + overdue, 0),
    oldestDueMs: earliest(numbers.map(({ oldestDueMs }) => oldestDueMs)),
    complete: partitions.every(({ complete }) => complete),
    actions: [...groupBy(numbers, ({ segment }) => segment)].map(([segment, ofAction]) =>
      sumAction(actionOf(segment), ofAction),
    ),
  };
}

function sumAction(action: string, numbers: readonly ActionNumbers[]): ActionStats {
  const sum = (number: (of: ActionNumbers) => number): number =>
    numbers.reduce((total, partition) => total + number(partition), 0);
  return {
    action,
    scheduled: sum(({ scheduled }) => scheduled),
    running: sum(({ leased }) => leased),
    retrying: sum(({ retrying }) => retrying),
    overdue: sum(({ overdue }) => overdue),
    unhandledSinceMs: earliest(numbers.map(({ unhandledSinceMs }) => unhandledSinceMs)),
  };
}

function earliest(times: ReadonlyArray<number | null>): number | null {
  let first: number | null = null;
  for (const time of times) if (time !== null && (first === null || time < first)) first = time;
  return first;
}
