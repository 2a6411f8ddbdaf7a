import { alternate, figuresOf, median } from '../harness/rounds.js';
import { limitRow, toRow } from '../harness/row.js';
import { percentile } from '../indexes/latencies.js';
import { addAll } from './contender.js';
import { TENANT, type Question } from './question.js';
import { laterReminders, PAYLOAD, remindersOf } from './reminder.js';
import { Scenes } from './scenes.js';

/*
 * Question: how late are a few reminders among many that are due in an hour or two? Events of keys that have not come
 * when the waiting ends count with the lag that they have by then.
 */

interface Plan {
  readonly rounds: number;
  readonly others: number;
  readonly due: number;
  readonly windowMs: number;
  /** How long after the last due time the rival's events are waited for. */
  readonly waitMs: number;
}
const FULL: Plan = { rounds: 3, others: 500_000, due: 1_000, windowMs: 10_000, waitMs: 20_000 };
const QUICK: Plan = { rounds: 1, others: 50_000, due: 100, windowMs: 1_000, waitMs: 500 };

const SIDES = ['tenantry', 'keyspace'] as const;
type Side = (typeof SIDES)[number];

interface Result {
  readonly p99: number;
  readonly arrived: number;
}

const LIMIT_MS = 20;

export const pendingRows: Question = async ({ quick, url, log }) => {
  const plan = quick ? QUICK : FULL;
  const { others, due, windowMs, waitMs } = plan;
  const scenes = await Scenes.start(SIDES, { url, processes: 1, log });
  let measured = 0;

  const measure = async (side: Side): Promise<Result> => {
    const scene = scenes.of(side);
    const tenant = `${TENANT}-${measured++}`; // late events of a round before are not of this one
    const opensAtMs = await scene.seed(due, (opensAt) =>
      remindersOf(tenant, due, (index) => opensAt + Math.floor((index * windowMs) / due), PAYLOAD),
    );
    const endMs = opensAtMs + windowMs + waitMs;
    const { lagsMs } = await scene.runs(due, endMs);
    const lags = lagsMs[tenant] ?? [];
    const missing = Array.from({ length: due - lags.length }, (_unused, index) => {
      const dueAfterMs = (index / Math.max(1, due - lags.length)) * windowMs;
      return windowMs + waitMs - dueAfterMs;
    });
    return { p99: Math.max(1, percentile([...lags, ...missing], 0.99)), arrived: lags.length };
  };

  try {
    for (const side of SIDES) {
      log(`lag among others: ${others} others, ${side}`);
      await addAll(scenes.of(side).producer, laterReminders('others', others));
    }
    const results = await alternate(SIDES, plan.rounds, measure);
    const name = `lag p99, ${due} due among ${others} pending`;
    const ours = figuresOf(results.tenantry, 'p99');
    const arrived = median(figuresOf(results.keyspace, 'arrived'));
    return [
      limitRow(name, ours, LIMIT_MS, 'ms'),
      toRow({
        name,
        ours,
        rival: figuresOf(results.keyspace, 'p99'),
        rivalName: `keyspace events, hz 10 (${arrived} of ${due} came within ${waitMs / 1_000} s)`,
        unit: 'ms',
        better: 'lower',
      }),
    ];
  } finally {
    await scenes.close();
  }
};
