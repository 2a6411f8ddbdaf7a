import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import type { EveryMethod, NoteTaker } from './fixtures/sync-tools.js';
import { asUser, fixtureTool, startToolsApp, type ToolsApp } from './support/tools-app.js';

describe.each(topologies)('tools in worker threads on $name', (topology) => {
  let tools: ToolsApp;
  beforeAll(async () => {
    tools = await startToolsApp({ topology, tools: { workers: { threads: 2 } } });
  });
  afterAll(async () => tools.close());

  it('calls state methods synchronously, for its own tenant and user', async () => {
    const tenant = uniqueName('acme');
    const noteTaker = fixtureTool<NoteTaker>('NoteTaker');
    const result = await asUser(() => tools.runner.execute(noteTaker, { text: 'hello' }), { tenant });
    expect(result).toEqual({
      isNew: true,
      state: { text: 'hello', length: 5 },
      length: 5,
      states: ['notes'],
    });
    const { sharedState } = tools.tenants.for(tenant);
    expect(await sharedState.of('u1').get('notes')).toEqual({ text: 'hello', length: 5 });
    expect(await sharedState.of('u2').list()).toEqual([]);
  });

  it('has the methods of the repository, with its answers', async () => {
    const results = await asUser(() => tools.runner.execute(fixtureTool<EveryMethod>('EveryMethod'), {}));
    const at = new Date(0).toISOString();
    expect(results).toEqual([
      null,
      true,
      { a: 1, b: [1], at, big: 2n ** 70n },
      true,
      2,
      12,
      2,
      [1, { c: null }],
      true,
      null,
      ['s'],
      true,
      false,
    ]);
  });
});
