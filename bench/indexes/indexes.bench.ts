import type { Bench } from '../harness/bench.js';
import type { BenchRow } from '../harness/row.js';
import { memoryRows } from './memory.js';
import type { Question } from './question.js';
import { scanRows } from './scan.js';
import { ServerFigures } from './server-figures.js';
import { sizeRows } from './sizes.js';
import { stalenessRows } from './staleness.js';
import { writeRows } from './writes.js';

export const question = `
Does an answer from an index stay as fast when there are a thousand times as many rows? What is it worth
against a scan? What does one index cost a write, and in memory? How many stale entries does it hold when rows
expire all the time?
`;

const QUESTIONS: readonly Question[] = [sizeRows, scanRows, writeRows, memoryRows, stalenessRows];

export const run: Bench = async ({ quick, server, log }) => {
  const figures = new ServerFigures(server.url);
  try {
    const rows: BenchRow[] = [];
    for (const answer of QUESTIONS) {
      await figures.empty();
      rows.push(...(await answer({ quick, server, figures, log })));
    }
    return rows;
  } finally {
    figures.close();
  }
};
