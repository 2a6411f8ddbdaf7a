import type { Bench } from '../harness/bench.js';
import { appendRows } from './append.js';
import { startApplication } from './application.js';
import { recentRows } from './recent.js';
import { rewriteRows } from './rewrite.js';

export const question = `
Does an append cost the same however long the thread is? What is it worth against rewriting the thread?
Do lists take as long however many threads there are?
`;

export const run: Bench = async (options) => {
  const app = await startApplication(options.server.url);
  try {
    const states = app.states('append');
    return [
      ...(await appendRows(states, options)),
      ...(await rewriteRows(states, options)),
      ...(await recentRows(app, options)),
    ];
  } finally {
    await app.close();
  }
};
