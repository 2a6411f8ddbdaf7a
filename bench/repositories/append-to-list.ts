import { Redis } from 'ioredis';
import type { BenchOptions } from '../harness/bench.js';
import { alternate, figuresOf } from '../harness/rounds.js';
import { toRow, type BenchRow, type Comparison } from '../harness/row.js';
import { putLoad, type LoadResult } from '../harness/load.js';
import { SAFE_SETTINGS } from '../harness/safe-settings.js';
import type { Contender, ListOperations } from './operations.js';
import { serverCpuMicros } from '../harness/server-cpu.js';

/*
 * Question: what does appending to a list inside a field cost, against reading, changing and writing it by hand?
 * The hand-written side is two round trips and not atomic (one loses elements when two append at once); ours is one
 * script. Every call of a round appends to a record of its own, and lists get their length back between rounds.
 */

const CONCURRENCY = [1, 50] as const;
const RIVAL = 'HGET, push, EVALSHA by hand (not atomic)';

interface Plan {
  readonly rounds: number;
  /** Records per length of list: the calls of one round. */
  readonly calls: Readonly<Record<ListLength, number>>;
}
type ListLength = 10 | 1_000;
const LENGTHS: readonly ListLength[] = [10, 1_000];
const FULL: Plan = { rounds: 9, calls: { 10: 4_000, 1_000: 1_000 } };
const QUICK: Plan = { rounds: 5, calls: { 10: 1_000, 1_000: 300 } };

interface AppendResult extends LoadResult {
  readonly serverCpuMicros: number;
}

type Side = 'ours' | 'rival';
const SIDES: readonly Side[] = ['ours', 'rival'];

export async function appendToListRows(
  { ours, rival }: Readonly<Record<Side, Contender>>,
  { quick, server, log }: BenchOptions,
): Promise<BenchRow[]> {
  const plan = quick ? QUICK : FULL;
  const redis = new Redis(server.url, SAFE_SETTINGS);
  try {
    const rows: BenchRow[] = [];
    for (const length of LENGTHS) {
      for (const concurrency of CONCURRENCY) {
        log(`appendToList, ${length} elements, ${concurrency} at once`);
        const calls = plan.calls[length];
        const measure = async (side: Side): Promise<AppendResult> =>
          append(side === 'ours' ? ours.lists : rival.lists, { length, concurrency, calls, redis });
        await alternate(SIDES, 1, measure); // compiles both
        const results = await alternate(SIDES, plan.rounds, measure);
        rows.push(...rowsOf(`appendToList (${length} elements) x${concurrency}`, results));
      }
    }
    return rows;
  } finally {
    redis.disconnect();
  }
}

interface Load {
  readonly length: ListLength;
  readonly concurrency: number;
  readonly calls: number;
  readonly redis: Redis;
}

async function append(
  lists: ListOperations,
  { length, concurrency, calls, redis }: Load,
): Promise<AppendResult> {
  const list = Array.from({ length }, (_unused, step) => elementOf(step));
  await putLoad(async (index) => lists.reset(index, list), calls, 50);
  const cpuBefore = await serverCpuMicros(redis);
  const result = await putLoad(
    async (index) => {
      const reached = await lists.append(index, elementOf(length));
      if (reached !== length + 1) throw new Error(`the list of record ${index} has ${reached} elements`);
    },
    calls,
    concurrency,
  );
  return { ...result, serverCpuMicros: ((await serverCpuMicros(redis)) - cpuBefore) / calls };
}

function rowsOf(name: string, results: Record<Side, AppendResult[]>): BenchRow[] {
  const figures = (figure: keyof AppendResult): Pick<Comparison, 'ours' | 'rival' | 'rivalName'> => ({
    ours: figuresOf(results.ours, figure),
    rival: figuresOf(results.rival, figure),
    rivalName: RIVAL,
  });
  return [
    toRow({ name, ...figures('callsPerSecond'), unit: 'calls/s', better: 'higher' }),
    toRow({
      name: `${name}, CPU`,
      ...figures('cpuMicros'),
      unit: 'us client CPU/call',
      better: 'lower',
    }),
    toRow({
      name: `${name}, server`,
      ...figures('serverCpuMicros'),
      unit: 'us Redis CPU/call',
      better: 'lower',
    }),
  ];
}

/** About 27 characters of JSON. */
function elementOf(step: number): unknown {
  return { step, tool: 'search' };
}
