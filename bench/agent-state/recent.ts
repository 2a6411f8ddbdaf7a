import type { AgentStateRepository } from '@tenantry/agent';
import type { BenchOptions } from '../harness/bench.js';
import { putLoad, type LoadResult } from '../harness/load.js';
import { alternate } from '../harness/rounds.js';
import { toRow, type BenchRow } from '../harness/row.js';
import type { Application } from './application.js';
import { messagesOf } from './application.js';

/*
 * Question: do lists take as long among 100,000 threads as among 1,000? Two tenants on one server; threads of two
 * messages; one call at a time.
 */

const SIZES = ['many', 'few'] as const;
type Size = (typeof SIZES)[number];
const THREADS: Readonly<Record<Size, number>> = { few: 1_000, many: 100_000 };
/** Among many it may take at most half as long again. */
const TARGET = 1 / 1.5;

const CALLS: Readonly<Record<string, (states: AgentStateRepository) => Promise<unknown>>> = {
  'recent(10)': async (states) => states.recent(10),
  'list a page of 10': async (states) => states.list({ prefix: 'thread-5', limit: 10 }),
  'count()': async (states) => states.count(),
};

const FULL = { rounds: 9, calls: 2_000 };
const QUICK = { rounds: 5, calls: 500 };

export async function recentRows(app: Application, { quick, log }: BenchOptions): Promise<BenchRow[]> {
  const { rounds, calls } = quick ? QUICK : FULL;
  const tenants: Readonly<Record<Size, AgentStateRepository>> = {
    few: app.states('few'),
    many: app.states('many'),
  };
  const messages = messagesOf(2);
  for (const size of SIZES) {
    log(`${THREADS[size]} threads`);
    await putLoad(
      async (index) => tenants[size].create(`thread-${index}`, { messages, context: { index } }),
      THREADS[size],
      500,
    );
  }
  const rows: BenchRow[] = [];
  for (const [name, call] of Object.entries(CALLS)) {
    log(name);
    const measure = async (size: Size): Promise<LoadResult> =>
      putLoad(async () => call(tenants[size]), calls, 1);
    await alternate(SIZES, 1, measure);
    const results = await alternate(SIZES, rounds, measure);
    const micros = (size: Size): number[] => results[size].map((each) => 1e6 / each.callsPerSecond);
    rows.push(
      toRow({
        name: `${name} among 100,000 threads`,
        ours: micros('many'),
        rival: micros('few'),
        rivalName: 'the same among 1,000',
        unit: 'us/call',
        better: 'lower',
        target: TARGET,
      }),
    );
  }
  return rows;
}
