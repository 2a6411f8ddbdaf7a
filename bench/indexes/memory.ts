import { toRow, type BenchRow } from '../harness/row.js';
import { putLoad } from '../harness/load.js';
import { profileOf } from '../repositories/operations.js';
import { startApplication } from './application.js';
import { emailOf } from './lookups.js';
import { IN_FLIGHT, type Question } from './question.js';

/* Question: how many bytes does one index add to a row of seven fields? Bytes do not vary from run to run: no rounds. */

const FULL_ROWS = 100_000;
const QUICK_ROWS = 20_000;
const DISTINCT_VALUES = 5;

/** The value of a row; all are of 22 characters, so that the rows themselves are of one size. */
const VALUES = [
  { name: 'unique values', email: emailOf },
  { name: `${DISTINCT_VALUES} values`, email: (row: number) => emailOf(row % DISTINCT_VALUES) },
] as const;

export const memoryRows: Question = async ({ quick, server, figures, log }) => {
  const rowCount = quick ? QUICK_ROWS : FULL_ROWS;
  const indexed = await startApplication(server.url, { user: ['email'] });
  const plain = await startApplication(server.url);

  const bytesPerRow = async (app: typeof plain, email: (row: number) => string): Promise<number> => {
    const { users } = app.tenant('bench-memory');
    const write = (row: number): Promise<unknown> =>
      users.upsert(String(row), { ...profileOf(row), email: email(row) });
    await putLoad(write, IN_FLIGHT, IN_FLIGHT); // the script, and buffers of connections
    await figures.empty();
    const before = await figures.usedMemory();
    await putLoad(write, rowCount, IN_FLIGHT);
    return ((await figures.usedMemory()) - before) / rowCount;
  };

  try {
    const rows: BenchRow[] = [];
    for (const { name, email } of VALUES) {
      log(`memory of ${rowCount} rows, ${name}`);
      const rival = await bytesPerRow(plain, email);
      const withIndex = await bytesPerRow(indexed, email);
      const rest = {
        rival: [rival],
        rivalName: 'the row without an index',
        unit: 'B',
        better: 'lower',
      } as const;
      rows.push(
        toRow({ name: `a row with one index, ${name}`, ours: [withIndex], ...rest }),
        toRow({ name: `the index alone, per row, ${name}`, ours: [withIndex - rival], ...rest }),
      );
    }
    return rows;
  } finally {
    await Promise.all([indexed.close(), plain.close()]);
  }
};
