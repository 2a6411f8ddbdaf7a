import type { BenchOptions } from '../harness/bench.js';
import { alternate, figuresOf } from '../harness/rounds.js';
import { toRow, type BenchRow } from '../harness/row.js';
import { appendToListRows } from './append-to-list.js';
import { HandWrittenContender } from './hand-written.contender.js';
import { putLoad } from '../harness/load.js';
import { OPERATIONS, USERS, type Operations, type Operation } from './operations.js';
import { ceilingOf } from './redis-benchmark.js';
import { TenantryContender } from './tenantry.contender.js';

export const question = `
What does a repository call cost, against ioredis by hand doing the same work with its best settings?
A record of seven fields, one process, 1, 50 and 500 calls at once; lists of 10 and of 1,000 elements.
`;

const TARGET = 0.9;
const CONCURRENCY = [1, 50, 500] as const;

interface Plan {
  readonly rounds: number;
  /** Calls per round: fewer one after the other, where each waits for its reply. */
  readonly sequentialCalls: number;
  readonly concurrentCalls: number;
  /** Runs of redis-benchmark, a process each. */
  readonly ceilingRounds: number;
}
const FULL: Plan = { rounds: 9, sequentialCalls: 4_000, concurrentCalls: 15_000, ceilingRounds: 3 };
const QUICK: Plan = { rounds: 5, sequentialCalls: 1_000, concurrentCalls: 10_000, ceilingRounds: 1 };

export async function run(options: BenchOptions): Promise<BenchRow[]> {
  const { quick, server, log } = options;
  const plan = quick ? QUICK : FULL;
  const ours = await TenantryContender.start(server.url);
  const rival = new HandWrittenContender(server.url);
  try {
    const contenders = { ours: ours.operations, rival: rival.operations };
    for (const contender of Object.values(contenders)) await warmUp(contender);
    const rows: BenchRow[] = [];
    for (const operation of OPERATIONS) {
      for (const concurrency of CONCURRENCY) {
        log(`${operation}, ${concurrency} at once`);
        rows.push(...(await compare(contenders, operation, concurrency, plan, server.port)));
      }
    }
    rows.push(...(await appendToListRows({ ours, rival }, options)));
    return rows;
  } finally {
    rival.close();
    await ours.close();
  }
}

async function warmUp(contender: Operations): Promise<void> {
  await putLoad(contender.upsert, USERS, 500);
  for (const operation of OPERATIONS) await putLoad(contender[operation], 5_000, 50);
}

async function compare(
  contenders: Readonly<Record<'ours' | 'rival', Operations>>,
  operation: Operation,
  concurrency: number,
  plan: Plan,
  port: number,
): Promise<BenchRow[]> {
  const calls = concurrency === 1 ? plan.sequentialCalls : plan.concurrentCalls;
  const results = await alternate(['ours', 'rival'], plan.rounds, async (side) =>
    putLoad(contenders[side][operation], calls, concurrency),
  );
  const name = `${operation} x${concurrency}`;
  const rows = [
    toRow({
      name,
      ours: figuresOf(results.ours, 'callsPerSecond'),
      rival: figuresOf(results.rival, 'callsPerSecond'),
      rivalName: 'ioredis by hand',
      unit: 'calls/s',
      better: 'higher',
      target: TARGET,
    }),
    toRow({
      name: `${name}, CPU`,
      ours: figuresOf(results.ours, 'cpuMicros'),
      rival: figuresOf(results.rival, 'cpuMicros'),
      rivalName: 'ioredis by hand',
      unit: 'us client CPU/call',
      better: 'lower',
    }),
  ];
  const ceilings: number[] = [];
  for (let round = 0; round < plan.ceilingRounds; round++) {
    const ceiling = await ceilingOf(operation, concurrency, port, calls);
    if (ceiling !== undefined) ceilings.push(ceiling);
  }
  if (ceilings.length > 0) {
    rows.push(
      toRow({
        name: `${name}, ceiling`,
        ours: figuresOf(results.ours, 'callsPerSecond'),
        rival: ceilings,
        rivalName: `redis-benchmark -c ${concurrency}`,
        unit: 'calls/s',
        better: 'higher',
      }),
    );
  }
  return rows;
}
