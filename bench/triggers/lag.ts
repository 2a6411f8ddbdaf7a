import { alternate } from '../harness/rounds.js';
import { limitRow, toRow, type BenchRow } from '../harness/row.js';
import { percentile } from '../indexes/latencies.js';
import type { Contender } from './contender.js';
import { TENANT, type Question } from './question.js';
import { PAYLOAD, remindersOf } from './reminder.js';
import type { Scene } from './scene.js';
import { Scenes } from './scenes.js';
import { HIGH_SPEED, USUAL_SPEED, type ExpirySpeed } from './server-probe.js';

/*
 * Question: how late does a handler begin, with so many reminders due in ten seconds, evenly spread, on one worker?
 * Against BullMQ while it keeps up, and against keyspace events, where the lag is that of the event. Whole
 * milliseconds; a lag below one counts as one, so that there is a ratio.
 */

interface Side {
  readonly contender: Contender;
  readonly speed: ExpirySpeed;
  readonly rivalName: string;
  /** Least ratio of the 99th percentiles. */
  readonly target?: number;
  /** More than this in ten seconds is not asked of it. */
  readonly most: number;
}

const SIDES = {
  ours: { contender: 'tenantry', speed: USUAL_SPEED, rivalName: '', most: Number.POSITIVE_INFINITY },
  bullmq: { contender: 'bullmq', speed: USUAL_SPEED, rivalName: 'BullMQ', target: 5, most: 10_000 },
  usual: {
    ...{ contender: 'keyspace', speed: USUAL_SPEED, rivalName: 'keyspace events, hz 10' },
    ...{ target: 20, most: 100_000 },
  },
  fast: {
    ...{ contender: 'keyspace', speed: HIGH_SPEED, rivalName: 'keyspace events, hz 100, effort 10' },
    ...{ target: 8, most: 100_000 },
  },
} as const satisfies Readonly<Record<string, Side>>;
type SideName = keyof typeof SIDES;
const SIDE_NAMES = Object.keys(SIDES) as SideName[];
const CONTENDERS = [...new Set(SIDE_NAMES.map((name) => SIDES[name].contender))];

interface Size {
  readonly perTenSeconds: number;
  readonly label: string;
  readonly limitMs: number;
  /** Who is asked with `--quick`. */
  readonly quick: 'all' | 'ours' | 'nobody';
}
const SIZES: readonly Size[] = [
  { perTenSeconds: 1_000, label: '1k', limitMs: 15, quick: 'nobody' },
  { perTenSeconds: 10_000, label: '10k', limitMs: 15, quick: 'all' },
  { perTenSeconds: 100_000, label: '100k', limitMs: 50, quick: 'ours' },
];

const FULL = { rounds: 3, windowMs: 10_000 };
const QUICK = { rounds: 1, windowMs: 1_200 };

export const lagRows: Question = async ({ quick, url, probe, log }) => {
  const { rounds, windowMs } = quick ? QUICK : FULL;
  const scenes = await Scenes.start(CONTENDERS, { url, processes: 1, log });
  try {
    const rows: BenchRow[] = [];
    for (const size of SIZES) {
      const asked = quick ? size.quick : 'all';
      if (asked === 'nobody') continue;
      const sides = SIDE_NAMES.filter(
        (name) => name === 'ours' || (asked === 'all' && size.perTenSeconds <= SIDES[name].most),
      );
      const count = (size.perTenSeconds * windowMs) / 10_000;
      log(`lag, ${count} in ${windowMs / 1_000} s: ${sides.join(', ')}, ${rounds} round(s)`);
      const results = await alternate(sides, rounds, async (name) => {
        const { contender, speed } = SIDES[name];
        await probe.setExpirySpeed(speed);
        return lagsOf(scenes.of(contender), count, windowMs);
      });
      rows.push(...rowsOf(size, windowMs, results));
    }
    return rows;
  } finally {
    await probe.setExpirySpeed(USUAL_SPEED);
    await scenes.close();
  }
};

async function lagsOf(scene: Scene, count: number, windowMs: number): Promise<number[]> {
  await scene.seed(count, (opensAtMs) =>
    remindersOf(TENANT, count, (index) => opensAtMs + Math.floor((index * windowMs) / count), PAYLOAD),
  );
  const { lagsMs } = await scene.allRuns(count);
  return (lagsMs[TENANT] ?? []).map((lag) => Math.max(lag, 1));
}

const PERCENTILES = [
  { label: 'p50', share: 0.5, isJudged: false },
  { label: 'p99', share: 0.99, isJudged: true },
] as const;

function rowsOf(
  size: Size,
  windowMs: number,
  results: Readonly<Partial<Record<SideName, readonly number[][]>>>,
): BenchRow[] {
  const figures = (name: SideName, share: number): number[] =>
    (results[name] ?? []).map((lags) => percentile(lags, share));
  const rate = `${size.label} per 10 s${windowMs < 10_000 ? ` (for ${windowMs / 1_000} s)` : ''}`;
  const rivals = SIDE_NAMES.filter((name) => name !== 'ours' && results[name] !== undefined);
  return PERCENTILES.flatMap(({ label, share, isJudged }) => {
    const name = `lag ${label}, ${rate}`;
    const ours = figures('ours', share);
    const rows = rivals.map((rival) => {
      const { rivalName, target }: Side = SIDES[rival];
      return toRow({
        ...{ name, ours, rival: figures(rival, share), rivalName, unit: 'ms', better: 'lower' },
        ...(isJudged && target !== undefined ? { target } : {}),
      });
    });
    return isJudged ? [limitRow(name, ours, size.limitMs, 'ms'), ...rows] : rows;
  });
}
