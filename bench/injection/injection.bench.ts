import { Redis } from 'ioredis';
import type { BenchOptions } from '../harness/bench.js';
import { alternate, figuresOf } from '../harness/rounds.js';
import { limitRow, toRow, type BenchRow } from '../harness/row.js';
import { ContenderProcess, type HttpAdapterName, type LoadResult } from './contender.process.js';
import type { Contender } from './contenders.js';

export const question = `
What does tenant-bound injection cost over HTTP, against a hand-written singleton that takes the
tenant as an argument? One endpoint, seven injected collaborators, 100 tenants, each contender in a process of
its own, 10 connections.
`;

const TENANTS = Array.from({ length: 100 }, (_unused, index) => `tenant-${index}`);
const KEY = 'greeting';
const CONTENDERS: readonly Contender[] = ['manual', 'context', 'request', 'plain-request'];

/** Least share of the hand-written throughput with one Redis GET per request. */
const TARGETS: Record<HttpAdapterName, Partial<Record<Contender, number>>> = {
  express: { request: 0.85, context: 0.95 },
  fastify: { request: 0.6, context: 0.9 },
};
/** Heap growth allowed after 50,000 distinct tenants with 1,000 kept, in MB. */
const HEAP_GROWTH_LIMIT_MB = 30;
/** Instead of less, so that there is a ratio to the limit. */
const LEAST_GROWTH_MB = 0.01;

interface Plan {
  readonly rounds: number;
  readonly seconds: number;
  readonly paths: readonly { readonly path: string; readonly label: string; readonly withTargets: boolean }[];
  readonly distinctTenants: number;
  /** Servers whose heap is watched, one after the other. */
  readonly heapRounds: number;
}

const WITH_GET = { path: `/value/${KEY}`, label: 'one GET', withTargets: true };
const WITHOUT_IO = { path: `/static/${KEY}`, label: 'no I/O', withTargets: false };
const FULL: Plan = {
  rounds: 7,
  seconds: 2,
  paths: [WITH_GET, WITHOUT_IO],
  distinctTenants: 50_000,
  heapRounds: 3,
};
const QUICK: Plan = { rounds: 3, seconds: 1, paths: [WITH_GET], distinctTenants: 5_000, heapRounds: 1 };

export async function run({ quick, server, log }: BenchOptions): Promise<BenchRow[]> {
  const plan = quick ? QUICK : FULL;
  await seed(server.url);
  const rows: BenchRow[] = [];
  for (const adapter of ['express', 'fastify'] as const)
    rows.push(...(await compare(adapter, plan, server.url, log)));
  rows.push(await heapRow(plan, server.url, log));
  return rows;
}

async function seed(url: string): Promise<void> {
  const redis = new Redis(`${url}/15`);
  await redis.mset(Object.fromEntries(TENANTS.map((tenant) => [`${tenant}:${KEY}`, '{"text":"hello"}'])));
  redis.disconnect();
}

async function compare(
  adapter: HttpAdapterName,
  plan: Plan,
  url: string,
  log: (line: string) => void,
): Promise<BenchRow[]> {
  const processes = new Map<Contender, ContenderProcess>();
  try {
    for (const contender of CONTENDERS) {
      const started = await ContenderProcess.start(adapter, contender, url);
      processes.set(contender, started);
      for (const { path } of plan.paths) await started.load({ path, tenants: TENANTS, seconds: 1 });
    }
    const rows: BenchRow[] = [];
    for (const { path, label, withTargets } of plan.paths) {
      log(`${adapter}, ${label}: ${plan.rounds} rounds of ${plan.seconds} s each`);
      const results = await alternate(CONTENDERS, plan.rounds, async (contender) => {
        const contenderProcess = processes.get(contender);
        if (contenderProcess === undefined) throw new Error(`${contender} is not running`);
        return contenderProcess.load({ path, tenants: TENANTS, seconds: plan.seconds });
      });
      rows.push(...rowsOf(adapter, label, results, withTargets));
    }
    return rows;
  } finally {
    await Promise.all([...processes.values()].map(async (started) => started.stop()));
  }
}

function rowsOf(
  adapter: HttpAdapterName,
  label: string,
  results: Record<Contender, LoadResult[]>,
  withTargets: boolean,
): BenchRow[] {
  return CONTENDERS.filter((contender) => contender !== 'manual').flatMap((contender) => {
    const target = withTargets ? TARGETS[adapter][contender] : undefined;
    const name = `${adapter}, ${label}, ${contender}`;
    return [
      toRow({
        name,
        ours: figuresOf(results[contender], 'requestsPerSecond'),
        rival: figuresOf(results.manual, 'requestsPerSecond'),
        rivalName: 'hand-written singleton',
        unit: 'requests/s',
        better: 'higher',
        ...(target === undefined ? {} : { target }),
      }),
      toRow({
        name: `${name}, CPU`,
        ours: figuresOf(results[contender], 'cpuMicrosPerRequest'),
        rival: figuresOf(results.manual, 'cpuMicrosPerRequest'),
        rivalName: 'hand-written singleton',
        unit: 'us CPU/request',
        better: 'lower',
      }),
    ];
  });
}

async function heapRow(plan: Plan, url: string, log: (line: string) => void): Promise<BenchRow> {
  const { distinctTenants, heapRounds } = plan;
  const growthsMb: number[] = [];
  for (let round = 0; round < heapRounds; round++) {
    log(`heap after ${distinctTenants} distinct tenants`);
    growthsMb.push(await heapGrowthMb(distinctTenants, url));
  }
  const name = `heap growth, ${distinctTenants} tenants, 1000 kept`;
  return limitRow(name, growthsMb, HEAP_GROWTH_LIMIT_MB, 'MB');
}

async function heapGrowthMb(distinctTenants: number, url: string): Promise<number> {
  const server = await ContenderProcess.start('fastify', 'request', url);
  try {
    const tenants = Array.from({ length: distinctTenants }, (_unused, index) => `visitor-${index}`);
    await server.load({ path: WITHOUT_IO.path, tenants: TENANTS, requests: 1_000 });
    const before = await server.heapUsed();
    await server.load({ path: WITHOUT_IO.path, tenants, requests: distinctTenants });
    return Math.max(((await server.heapUsed()) - before) / 1e6, LEAST_GROWTH_MB);
  } finally {
    await server.stop();
  }
}
