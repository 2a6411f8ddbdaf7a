import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, BenchOptions } from '../harness/bench.js';
import { alternate, figuresOf } from '../harness/rounds.js';
import { toRow, type BenchRow, type Comparison } from '../harness/row.js';
import { percentile } from '../indexes/latencies.js';
import { SCALED_CALLS, type ScaledCall } from './calls.js';
import { startDeployment, type Deployment } from './deployment.js';
import { fill, type Footprint } from './fill.js';
import { LARGE, QUICK_LARGE, SMALL, type Size } from './sizes.js';
import { startUpMs } from './start-up.js';

export const question = `
What does each user and each pending trigger take, and does anything get slower when there are a million of
each (1,000 tenants) instead of ten thousand (100 tenants)? Two servers at the same time, without persistence; each
call at one and then at the other, one call at a time. Triggers have their TTL keys.
`;

const FULL = { rounds: 7, share: 1, large: LARGE };
const QUICK = { rounds: 3, share: 0.25, large: QUICK_LARGE };
/** Among many it may cost a fifth more. */
const TARGET = 1 / 1.2;
const SIDES = ['large', 'small'] as const;
type Side = (typeof SIDES)[number];
type Deployments = Readonly<Record<Side, Deployment>>;

interface Cost {
  /** Of the server's processor, per call. */
  readonly serverMicros: number;
  readonly p50: number;
  readonly p99: number;
}

export const run: Bench = async ({ quick, log }) => {
  const { rounds, share, large: largeSize } = quick ? QUICK : FULL;
  const deployments: Deployments = {
    large: await startDeployment(largeSize),
    small: await startDeployment(SMALL),
  };
  const { large, small } = deployments;
  try {
    const rows = memoryRows(largeSize, await fill(large, log), await fill(small, log));
    for (const scaled of SCALED_CALLS) {
      log(scaled.name);
      rows.push(...(await callRows(deployments, scaled, rounds, share)));
    }
    rows.push(await startUpRow(deployments, rounds, log));
    return rows;
  } finally {
    await Promise.all([large.close(), small.close()]);
  }
};

function memoryRows(size: Size, large: Footprint, small: Footprint): BenchRow[] {
  // No target: small sorted sets are packed, so that tenants with fewer of them take less for each.
  const fixed = { rivalName: SMALL.name, unit: 'B', better: 'lower' } as const;
  return [
    toRow({ name: `memory of a user, ${size.name}`, ours: [large.user], rival: [small.user], ...fixed }),
    toRow({
      name: `memory of a trigger, ${size.name}`,
      ours: [large.trigger],
      rival: [small.trigger],
      ...fixed,
    }),
  ];
}

async function callRows(
  deployments: Deployments,
  { name, calls, pauseMs = 0, call }: ScaledCall,
  rounds: number,
  share: number,
): Promise<BenchRow[]> {
  const count = pauseMs === 0 ? Math.ceil(calls * share) : calls;
  const measure = async (side: Side): Promise<Cost> => {
    const deployment = deployments[side];
    const latencies: number[] = [];
    let serverMicros = 0;
    const before = pauseMs === 0 ? await deployment.figures.cpuMicros() : 0;
    for (let index = 0; index < count; index++) {
      if (pauseMs > 0) await sleep(pauseMs);
      const at = Math.floor(Math.random() * 1e9);
      const cpuBefore = pauseMs > 0 ? await deployment.figures.cpuMicros() : 0;
      const start = performance.now();
      await call(deployment, at);
      latencies.push((performance.now() - start) * 1_000);
      if (pauseMs > 0) serverMicros += (await deployment.figures.cpuMicros()) - cpuBefore;
    }
    if (pauseMs === 0) serverMicros = (await deployment.figures.cpuMicros()) - before;
    return {
      serverMicros: serverMicros / count,
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
    };
  };
  await alternate(SIDES, 1, measure);
  const results = await alternate(SIDES, rounds, measure);
  const figures = (figure: keyof Cost): Pick<Comparison, 'ours' | 'rival' | 'rivalName'> => ({
    ours: figuresOf(results.large, figure),
    rival: figuresOf(results.small, figure),
    rivalName: SMALL.name,
  });
  return [
    toRow({ name: `${name}, p50`, ...figures('p50'), unit: 'us', better: 'lower', target: TARGET }),
    toRow({ name: `${name}, p99`, ...figures('p99'), unit: 'us', better: 'lower' }),
    toRow({ name: `${name}, server CPU`, ...figures('serverMicros'), unit: 'us', better: 'lower' }),
  ];
}

async function startUpRow(
  deployments: Deployments,
  rounds: number,
  log: BenchOptions['log'],
): Promise<BenchRow> {
  log('start of a worker');
  const measure = async (side: Side): Promise<number> => startUpMs(deployments[side]);
  await alternate(SIDES, 1, measure);
  const results = await alternate(SIDES, rounds, measure);
  return toRow({
    name: 'start of a worker, until its first trigger',
    ours: results.large,
    rival: results.small,
    rivalName: SMALL.name,
    unit: 'ms',
    better: 'lower',
    target: TARGET,
  });
}
