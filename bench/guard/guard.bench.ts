import type { Bench, BenchOptions } from '../harness/bench.js';
import { putLoad, type LoadResult } from '../harness/load.js';
import { alternate, figuresOf } from '../harness/rounds.js';
import { toRow, type BenchRow } from '../harness/row.js';
import { CONTENDERS, Contenders, OPERATIONS, type ContenderName, type Operation } from './contenders.js';

export const question = `
What does it cost that every command passes the guard (circuit breaker, counters, latencies, replay)? CPU
time of this process per command: the guarded client of a pool against the same client without the guard, and against
ioredis with its automatic pipelines, which is what sends commands together without us.
`;

/** At most 5 % more CPU per command. */
const TARGET = 1 / 1.05;
const CONCURRENCY = [1, 50, 500] as const;

interface Plan {
  readonly rounds: number;
  /** Calls per round: fewer one after the other, where each waits for its reply. */
  readonly sequentialCalls: number;
  readonly concurrentCalls: number;
}
const FULL: Plan = { rounds: 25, sequentialCalls: 3_000, concurrentCalls: 15_000 };
const QUICK: Plan = { rounds: 15, sequentialCalls: 1_000, concurrentCalls: 10_000 };

export const run: Bench = async ({ quick, server, log }: BenchOptions) => {
  const plan = quick ? QUICK : FULL;
  const contenders = await Contenders.start(server.url);
  try {
    for (const name of CONTENDERS) {
      for (const operation of OPERATIONS) await putLoad(contenders.callOf(name, operation), 20_000, 50);
    }
    const rows: BenchRow[] = [];
    for (const operation of OPERATIONS) {
      for (const concurrency of CONCURRENCY) {
        log(`${operation}, ${concurrency} at once`);
        rows.push(...(await compare(contenders, operation, concurrency, plan)));
      }
    }
    return rows;
  } finally {
    await contenders.close();
  }
};

async function compare(
  contenders: Contenders,
  operation: Operation,
  concurrency: number,
  plan: Plan,
): Promise<BenchRow[]> {
  const calls = concurrency === 1 ? plan.sequentialCalls : plan.concurrentCalls;
  const results: Record<ContenderName, LoadResult[]> = await alternate(
    CONTENDERS,
    plan.rounds,
    async (name) => {
      global.gc?.();
      return putLoad(contenders.callOf(name, operation), calls, concurrency);
    },
  );
  const cpuOf = (name: ContenderName): number[] => figuresOf(results[name], 'cpuMicros');
  const comparison = {
    name: `${operation} x${concurrency}, CPU`,
    ours: cpuOf('guarded'),
    unit: 'us/command',
    better: 'lower',
  } as const;
  return [
    toRow({
      ...comparison,
      rival: cpuOf('unguarded'),
      rivalName: 'the same client without the guard',
      target: TARGET,
    }),
    toRow({ ...comparison, rival: cpuOf('ioredis'), rivalName: 'ioredis, enableAutoPipelining' }),
  ];
}
