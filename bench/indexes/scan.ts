import { alternate, median } from '../harness/rounds.js';
import { toRow, type BenchRow } from '../harness/row.js';
import { putLoad } from '../harness/load.js';
import { startApplication } from './application.js';
import { latenciesOf, randomNumbers } from './latencies.js';
import { emailOf } from './lookups.js';
import { IN_FLIGHT, type Question } from './question.js';
import { ScanRival } from './scan.rival.js';

/*
 * Question: what is an index worth against walking all users, when one user is wanted by a field? Nobody else's keys
 * are in the database, which is the best that a scan can meet. A walk ends at the hit, wherever that is.
 */

const TARGET = 500;
const ROWS = 100_000;
const TENANT = 'bench-scan';
const FULL_ROUNDS = 15;
const QUICK_ROUNDS = 5;

type Side = 'ours' | 'rival';
const SIDES: readonly Side[] = ['ours', 'rival'];
/** Calls in a round. */
const CALLS: Readonly<Record<Side, number>> = { ours: 100, rival: 1 };

const CASES = [
  { name: 'hit', domain: 'example.com', rivalName: 'SCAN + HGET pipelines up to the hit' },
  { name: 'miss', domain: 'example.org', rivalName: 'SCAN + HGET pipelines of all rows' },
] as const;

export const scanRows: Question = async ({ quick, server, log }) => {
  const rounds = quick ? QUICK_ROUNDS : FULL_ROUNDS;
  const app = await startApplication(server.url, { user: ['email'] });
  const rival = new ScanRival(server.url);
  const { users } = app.tenant(TENANT);
  const find: Readonly<Record<Side, (email: string) => Promise<unknown>>> = {
    ours: async (email) => (await users.findByField('email', email))[0]?.record['email'],
    rival: async (email) => (await rival.findByField(TENANT, 'email', email))?.['email'],
  };

  try {
    log(`${ROWS} users for finding one among them`);
    await putLoad((row) => users.upsert(String(row), { email: emailOf(row), score: row }), ROWS, IN_FLIGHT);
    const rows: BenchRow[] = [];
    for (const { name, domain, rivalName } of CASES) {
      log(`${name}: ${rounds} scans`);
      const emails = randomNumbers(rounds + 1, ROWS).map((row) => emailOf(row, domain));
      const unasked = { ours: [...emails], rival: [...emails] }; // the same users for both
      const measure = async (side: Side): Promise<number> => {
        const email = unasked[side].pop() ?? '';
        const answer = name === 'hit' ? email : undefined;
        const calls = Array.from({ length: CALLS[side] }, () => email);
        const latencies = await latenciesOf(calls, async () => {
          if ((await find[side](email)) !== answer) throw new Error(`the wrong answer for ${email}`);
        });
        return median(latencies);
      };
      await alternate(SIDES, 1, measure); // compiles both
      const results = await alternate(SIDES, rounds, measure);
      rows.push(
        toRow({
          name: `findByField ${name}, 100k rows, against a scan`,
          ours: results.ours,
          rival: results.rival,
          rivalName,
          unit: 'us/call',
          better: 'lower',
          target: TARGET,
        }),
      );
    }
    return rows;
  } finally {
    rival.close();
    await app.close();
  }
};
