import type { ActionNumbers, PartitionNumbers } from '../../scripts/trigger-stats.script.js';
import type { TenantNumbers } from '../../scripts/trigger-tenants.script.js';
import { groupBy } from './group-by.js';
import type { ActionStats, TenantStats, TriggerStats } from './trigger.types.js';

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

/** The tenants with the most scheduled triggers, the first one first. */
export function mostScheduled(partitions: readonly TenantNumbers[], limit: number): TenantStats {
  const totals = new Map<string, number>();
  for (const { tenants } of partitions) {
    for (const [tenant, scheduled] of tenants) totals.set(tenant, (totals.get(tenant) ?? 0) + scheduled);
  }
  return {
    complete: partitions.every(({ complete }) => complete),
    tenants: [...totals]
      .map(([tenant, scheduled]) => ({ tenant, scheduled }))
      .toSorted((one, other) => other.scheduled - one.scheduled)
      .slice(0, limit),
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
