import { describe, expect, it } from 'vitest';
import type { ListedTrigger } from '../../../../libs/redis/src/expiry/engine/trigger.types.js';
import { topologies, useTopology } from '../../../support/topologies.js';
import { tenantNamed, TestEngine } from './test-engine.js';

async function everyTrigger(test: TestEngine, limit: number, action?: string): Promise<ListedTrigger[]> {
  const found: ListedTrigger[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await test.engine.list(test.tenant, { limit, cursor, action });
    expect(page.triggers.length).toBeLessThanOrEqual(limit);
    found.push(...page.triggers);
    cursor = page.cursor;
  }
  return found;
}

const identifiers = (triggers: readonly ListedTrigger[]): string[] =>
  triggers.map(({ identifier }) => identifier).sort();

describe.each(topologies)('Listings and numbers on $name', (topology) => {
  const redis = useTopology(topology);

  it('show every scheduled trigger of the tenant once, page by page', async () => {
    const test = new TestEngine(redis, topology);
    const names = Array.from({ length: 60 }, (_, index) =>
      test.name(`i${String(index).padStart(2, '0')}`, index % 2 === 0 ? 'remind' : 'a:b'),
    );
    const dueAtMs = Date.now() + 60_000;
    await test.engine.schedule([
      ...names.map((name, index) => ({
        ...name,
        when: { dueAtMs: dueAtMs + (index % 4 === 0 ? index : 0) },
      })),
      { ...test.name('i00', 'remind', tenantNamed('other')), when: { dueAtMs } },
    ]);
    const all = names.map(({ identifier }) => identifier);
    for (const limit of [1, 7, 1_000]) expect(identifiers(await everyTrigger(test, limit))).toEqual(all);
    expect(identifiers(await everyTrigger(test, 7, 'a:b'))).toEqual(
      all.filter((_, index) => index % 2 === 1),
    );
    expect(await everyTrigger(test, 10, 'nothing')).toEqual([]);
  });

  it('go on behind an entry that is gone, among entries of the same time', async () => {
    const test = new TestEngine(redis, topology, { partitions: 1 });
    const dueAtMs = Date.now() + 60_000;
    const all = ['a', 'b', 'c', 'd', 'B', 'é', 'z'];
    await test.engine.schedule(all.map((id) => ({ ...test.name(id), when: { dueAtMs } })));
    const first = await test.engine.list(test.tenant, { limit: 3 });
    await test.engine.cancel(first.triggers.map(({ identifier }) => test.name(identifier)));
    const rest = await test.engine.list(test.tenant, { cursor: first.cursor! });
    expect(rest.cursor).toBeNull();
    expect(identifiers([...first.triggers, ...rest.triggers])).toEqual(all.sort());
  });

  it.each(['', 'x', Buffer.from('["a",99,"",""]').toString('base64url')])(
    'refuse the cursor %j',
    async (cursor) => {
      const test = new TestEngine(redis, topology);
      await expect(test.engine.list(test.tenant, { cursor })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
      await expect(test.engine.list(test.tenant, { limit: 0 })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
    },
  );

  it('count what is scheduled, running, waiting for a retry, overdue and dead', async () => {
    const test = new TestEngine(redis, topology);
    for (const id of ['run', 'retry', 'dead', 'gone']) await test.set(id);
    for (const item of await test.claim()) {
      if (item.identifier === 'retry') await test.settle(item, { kind: 'retry', delayMs: 60_000 });
      if (item.identifier === 'dead') await test.settle(item, { kind: 'bury', error: { message: 'x' } });
      if (item.identifier === 'gone') await test.ack(item);
    }
    const due = await test.set('late', 1_000);
    await test.set('later', 1_001, { action: 'call' });
    await test.set('much later', 60_000);
    test.pass(2_000);
    expect(await test.engine.stats()).toMatchObject({
      scheduled: 3,
      running: 1,
      retrying: 1,
      dead: 1,
      overdue: 2,
      oldestDueMs: due,
      complete: true,
      actions: expect.arrayContaining([
        expect.objectContaining({ action: 'remind', scheduled: 2, running: 1, retrying: 1, overdue: 1 }),
        expect.objectContaining({ action: 'call', scheduled: 1, running: 0, retrying: 0, overdue: 1 }),
      ]),
    });
  });
});
