import { Redis } from 'ioredis';
import type { BenchOptions } from '../harness/bench.js';
import { alternate, figuresOf } from '../harness/rounds.js';
import { toRow, type BenchRow } from '../harness/row.js';
import type { Contender } from './contender.js';
import { HandWrittenContender } from './hand-written.contender.js';
import { jobOf, type Job } from './jobs.js';
import { TenantryContender } from './tenantry.contender.js';

export const question = `
What does it cost to take items under a lease and ack them, against LRANGE and LTRIM by hand, which lose
items to a second consumer or a crash? 100 items at a time, 1 and 8 queues at once; both sides decode every item.
No target: the rival does less. Ours writes each item a second time on the server and sends it back as proof of
the lease; the rows say what that costs.
`;

const QUEUES = [1, 8] as const;

interface Plan {
  readonly rounds: number;
  /** Items per round, over all queues. */
  readonly items: number;
}
const FULL: Plan = { rounds: 9, items: 40_000 };
const QUICK: Plan = { rounds: 5, items: 16_000 };

interface Result {
  readonly enqueuedPerSecond: number;
  readonly consumedPerSecond: number;
  /** Client. */
  readonly cpuMicros: number;
  /** Server, while items are taken. */
  readonly serverMicros: number;
}

type Side = 'ours' | 'rival';

export async function run({ quick, server, log }: BenchOptions): Promise<BenchRow[]> {
  const plan = quick ? QUICK : FULL;
  const ours = await TenantryContender.start(server.url);
  const rival = new HandWrittenContender(server.url);
  const admin = new Redis(server.url);
  try {
    const contenders: Readonly<Record<Side, Contender>> = { ours, rival };
    const rows: BenchRow[] = [];
    for (const queues of QUEUES) {
      log(`${queues} queue(s)`);
      for (const contender of Object.values(contenders)) await measure(contender, admin, queues, 8_000);
      const results = await alternate(['ours', 'rival'], plan.rounds, async (side) =>
        measure(contenders[side], admin, queues, plan.items),
      );
      rows.push(...rowsOf(queues, results));
    }
    return rows;
  } finally {
    admin.disconnect();
    rival.close();
    await ours.close();
  }
}

function rowsOf(queues: number, results: Readonly<Record<Side, readonly Result[]>>): BenchRow[] {
  const row = (name: string, figure: keyof Result, unit: string, better: 'higher' | 'lower'): BenchRow =>
    toRow({
      name: `${name} x${queues}`,
      ours: figuresOf(results.ours, figure),
      rival: figuresOf(results.rival, figure),
      rivalName: figure === 'enqueuedPerSecond' ? 'RPUSH + SADD' : 'LRANGE + LTRIM',
      unit,
      better,
    });
  return [
    row('claim + ack 100', 'consumedPerSecond', 'items/s', 'higher'),
    row('claim + ack 100, CPU', 'cpuMicros', 'us client CPU/item', 'lower'),
    row('claim + ack 100, server CPU', 'serverMicros', 'us server CPU/item', 'lower'),
    row('enqueueMany 1000', 'enqueuedPerSecond', 'items/s', 'higher'),
  ];
}

/** Fills the queues, then empties them, all of them at once. */
async function measure(contender: Contender, admin: Redis, queues: number, items: number): Promise<Result> {
  const names = Array.from({ length: queues }, (_, index) => `queue${index}`);
  const jobs = Array.from({ length: 1_000 }, (_, index) => jobOf(index));
  const fillings = items / queues / jobs.length;

  const fillStart = process.hrtime.bigint();
  await Promise.all(
    names.map(async (name) => {
      for (let filling = 0; filling < fillings; filling++) await contender.fill(name, jobs);
    }),
  );
  const fillSeconds = secondsSince(fillStart);

  let consumed = 0;
  const work = (job: Job): void => {
    if (job.template === 'daily_summary') consumed += 1;
  };
  const serverBefore = await serverCpuMicros(admin);
  const cpuBefore = process.cpuUsage();
  const start = process.hrtime.bigint();
  await Promise.all(
    names.map(async (name) => {
      while ((await contender.consume(name, work)) > 0);
    }),
  );
  const seconds = secondsSince(start);
  const { user, system } = process.cpuUsage(cpuBefore);
  const serverMicros = (await serverCpuMicros(admin)) - serverBefore;
  if (consumed !== items) throw new Error(`${consumed} of ${items} items were consumed`);
  return {
    enqueuedPerSecond: items / fillSeconds,
    consumedPerSecond: items / seconds,
    cpuMicros: (user + system) / items,
    serverMicros: serverMicros / items,
  };
}

function secondsSince(start: bigint): number {
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** CPU time the server has used so far. */
async function serverCpuMicros(admin: Redis): Promise<number> {
  const info = await admin.info('cpu');
  const used = [...info.matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)];
  return used.reduce((sum, [, seconds]) => sum + Number(seconds) * 1e6, 0);
}
