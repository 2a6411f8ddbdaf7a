import { limitRow } from '../harness/row.js';
import type { Question } from './question.js';
import { PAYLOAD, remindersOf } from './reminder.js';
import { Scene } from './scene.js';

/*
 * Question: how late are the few reminders of 50 small tenants, when one large tenant has a backlog that keeps the
 * worker busy?
 */

const LARGE = 'large';
const SMALL_TENANTS = Array.from({ length: 50 }, (_unused, index) => `small-${index}`);
const REMINDERS_OF_SMALL = 20;
const LIMIT_MS = 100;

/** `delayMs`: how much later than those of the large tenant the others are due. */
const FULL = { rounds: 5, backlog: 100_000, delayMs: 500 };
const QUICK = { rounds: 1, backlog: 20_000, delayMs: 200 };

export const fairnessRows: Question = async ({ quick, url, log }) => {
  const { rounds, backlog, delayMs } = quick ? QUICK : FULL;
  const count = backlog + SMALL_TENANTS.length * REMINDERS_OF_SMALL;
  log(`fairness: ${rounds} round(s), a backlog of ${backlog}`);
  const scene = await Scene.start({ contender: 'tenantry', url, processes: 1, log });

  const latest = async (): Promise<number> => {
    await scene.seed(count, (opensAtMs) => [
      ...SMALL_TENANTS.flatMap((tenant) =>
        remindersOf(tenant, REMINDERS_OF_SMALL, () => opensAtMs + delayMs, PAYLOAD),
      ),
      ...remindersOf(LARGE, backlog, () => opensAtMs, PAYLOAD),
    ]);
    const { lagsMs } = await scene.allRuns(count);
    const smallMs = SMALL_TENANTS.flatMap((tenant) => lagsMs[tenant] ?? []).reduce(greater, 0);
    const largeMs = (lagsMs[LARGE] ?? []).reduce(greater, 0);
    log(`fairness: the last of the small ones ${smallMs} ms late, of the large one ${largeMs} ms`);
    if (largeMs < delayMs + smallMs) log('fairness: the backlog was gone before, this says nothing');
    return smallMs;
  };

  try {
    const results: number[] = [];
    for (let round = 0; round < rounds; round++) results.push(Math.max(1, await latest()));
    const name = `last of ${SMALL_TENANTS.length} small tenants, behind ${backlog} of a large one`;
    return [limitRow(name, results, LIMIT_MS, 'ms late')];
  } finally {
    await scene.close();
  }
};

function greater(left: number, right: number): number {
  return Math.max(left, right);
}
