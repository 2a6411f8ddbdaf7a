import { error, info, ok, warning, type Found } from '../report/found.js';
import { describeMs } from '../checks/server-check.js';
import type { RecordedTriggers } from './read-triggers.js';

/** Late by less than this, triggers wait because there are many. */
const LATE_MS = 60_000;

const MOST_ACTIONS = 10;

/** What the schedule of a pool says. @param namespace of the application */
export function triggerFindings(recorded: RecordedTriggers, pool: string, namespace: string): Found[] {
  const { stats, partitions, recordedPartitions } = recorded;
  if (recordedPartitions === null) {
    const text = `No application of the namespace "${namespace}" has used triggers in pool "${pool}" yet.`;
    const fix = 'If one has, set `appName` or `namespace` as it does.';
    return [info('triggers.schedule', text, fix)];
  }
  const found: Found[] = [
    ok(
      'triggers.schedule',
      `${stats.scheduled} pending, ${stats.running} running, ${stats.retrying} waiting for another attempt, in ${recordedPartitions} partition(s) of "${namespace}".`,
    ),
  ];
  if (recordedPartitions !== partitions) {
    const text = `${recordedPartitions} partition(s) are recorded, this configuration has ${partitions}.`;
    const fix = `Use the topology the triggers were scheduled with, or a namespace of its own (\`namespace\`).`;
    found.push(error('triggers.partitions', text, fix));
  }
  return [...found, overdueOf(recorded), deadOf(recorded), unhandledOf(recorded)];
}

function overdueOf({ stats: { overdue, oldestDueMs, nowMs, complete } }: RecordedTriggers): Found {
  if (overdue === 0 || oldestDueMs === null) return ok('triggers.overdue', 'Nothing is overdue.');
  const lateMs = Math.max(0, nowMs - oldestDueMs);
  const text = `${complete ? '' : 'At least '}${overdue} overdue, the oldest by ${describeMs(lateMs)}.`;
  const fix =
    'Is a worker running (`expiry.worker`)? More processes, or a higher `expiry.concurrency`, run more at once.';
  return lateMs >= LATE_MS ? warning('triggers.overdue', text, fix) : ok('triggers.overdue', text);
}

function deadOf({ stats: { dead } }: RecordedTriggers): Found {
  if (dead === 0) return ok('triggers.dead', 'There are no dead letters.');
  const fix =
    'See why with `triggers.deadLetters()` of the tenants, then `triggers.retryDead()` or `triggers.discardDead()`.';
  return warning('triggers.dead', `There are ${dead} dead letter(s).`, fix);
}

function unhandledOf({ stats: { actions, nowMs } }: RecordedTriggers): Found {
  const waiting = actions.flatMap(({ action, unhandledSinceMs }) =>
    unhandledSinceMs === null ? [] : [{ action, forMs: nowMs - unhandledSinceMs }],
  );
  if (waiting.length === 0) return ok('triggers.unhandled', 'Every action has a handler.');
  const names = waiting
    .slice(0, MOST_ACTIONS)
    .map(({ action, forMs }) => `${JSON.stringify(action)} (for ${describeMs(Math.max(0, forMs))})`)
    .join(', ');
  const more = waiting.length > MOST_ACTIONS ? ` and ${waiting.length - MOST_ACTIONS} more` : '';
  const fix = 'Start a worker with an @OnExpire handler of that action, or delete the triggers.';
  return warning('triggers.unhandled', `No running worker has a handler for ${names}${more}.`, fix);
}
