import type { TenantRedis } from '@tenantry/redis';
import { alternate } from '../harness/rounds.js';
import { toRow, type BenchRow } from '../harness/row.js';
import { putLoad } from '../harness/load.js';
import { startApplication, type Application } from './application.js';
import { latenciesOf, percentile, randomNumbers } from './latencies.js';
import { SUBJECTS, type Lookup, type Subject } from './lookups.js';
import { IN_FLIGHT, type Question } from './question.js';

/*
 * Question: is a call that an index answers as fast among a million rows as among a thousand? One tenant for each
 * size, all in the same server; rounds take the sizes in turn, calls go one after the other, on rows at random.
 */

/** A call may take twice as long among the most rows as among a thousand. */
const TARGET = 0.5;

type Size = '1k' | '10k' | '100k' | '1M';
const ROWS: Readonly<Record<Size, number>> = { '1k': 1_000, '10k': 10_000, '100k': 100_000, '1M': 1_000_000 };

interface Plan {
  /** From small to large. */
  readonly sizes: readonly [Size, ...Size[]];
  readonly rounds: number;
  readonly callsPerRound: number;
}
const FULL: Plan = { sizes: ['1k', '100k', '1M'], rounds: 10, callsPerRound: 100 };
const QUICK: Plan = { sizes: ['1k', '10k', '100k'], rounds: 5, callsPerRound: 100 };

export const sizeRows: Question = async ({ quick, server, figures, log }) => {
  const plan = quick ? QUICK : FULL;
  const app = await startApplication(server.url, { user: ['email'] });
  try {
    const rows: BenchRow[] = [];
    for (const subject of SUBJECTS) {
      await figures.empty();
      await seed(app, subject, plan, log);
      for (const lookup of subject.lookups) {
        log(`${lookup.name}, ${plan.rounds * plan.callsPerRound} calls at each size`);
        rows.push(...(await compare(app, lookup, plan)));
      }
    }
    return rows;
  } finally {
    await app.close();
  }
};

async function seed(
  app: Application,
  { name, write }: Subject,
  { sizes }: Plan,
  log: (line: string) => void,
): Promise<void> {
  for (const size of sizes) {
    const tenant = tenantOf(app, size);
    const { callsPerSecond } = await putLoad((row) => write(tenant, row), ROWS[size], IN_FLIGHT);
    log(`${name}: ${size} written, ${Math.round(callsPerSecond)}/s`);
  }
}

async function compare(app: Application, lookup: Lookup, plan: Plan): Promise<BenchRow[]> {
  const { sizes, rounds, callsPerRound } = plan;
  const measure = async (size: Size): Promise<number[]> => {
    const tenant = tenantOf(app, size);
    const chosen = randomNumbers(callsPerRound, ROWS[size] / ROWS_PER_CHOICE).map((n) => n * ROWS_PER_CHOICE);
    const latencies = await latenciesOf(chosen, async (row) => lookup.call(tenant, row));
    await Promise.all(chosen.map(async (row) => lookup.restore?.(tenant, row)));
    return latencies;
  };
  await alternate(sizes, 2, measure); // compiles the calls
  const latencies = await alternate(sizes, rounds, measure);
  const [smallest, ...larger] = sizes;
  const largest = larger.at(-1);
  return larger.flatMap((size) =>
    PERCENTILES.map(({ name, share, withTarget }) =>
      toRow({
        name: `${lookup.name}, ${size} rows, ${name}`,
        ours: latencies[size].map((round) => percentile(round, share)),
        rival: latencies[smallest].map((round) => percentile(round, share)),
        rivalName: `the same among ${smallest} rows`,
        unit: 'us/call',
        better: 'lower',
        ...(withTarget && size === largest ? { target: TARGET } : {}),
      }),
    ),
  );
}

const PERCENTILES = [
  { name: 'p50', share: 0.5, withTarget: true },
  { name: 'p99', share: 0.99, withTarget: false },
] as const;

/** Rows are chosen by tens: rows that belong together are then asked for only once in a round. */
const ROWS_PER_CHOICE = 10;

function tenantOf(app: Application, size: Size): TenantRedis {
  return app.tenant(`bench-${size.toLowerCase()}`);
}
