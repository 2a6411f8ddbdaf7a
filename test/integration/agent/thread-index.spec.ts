import { describe, expect, it } from 'vitest';
import { RecordingLogger } from '../../support/recording-logger.js';
import { topologies, useTopology } from '../../support/topologies.js';
import { human, statesOf } from './test-agents.js';

const DAY_MS = 86_400_000;

describe.each(topologies)('The threads of a tenant on $name', (topology) => {
  const redis = useTopology(topology);

  function useStore(logger = new RecordingLogger()) {
    const scope = redis.scope({ logger });
    const tenant = scope.tenantReference.resolve();
    const { keys } = scope.runtime;
    return { store: statesOf(scope), tenant, keys, client: redis.client('default'), logger };
  }

  it('are listed by prefix, page by page', async () => {
    const { store } = useStore();
    const ids = Array.from({ length: 25 }, (_unused, index) => `chat:${String(index).padStart(2, '0')}`);
    await Promise.all([...ids, 'chat', 'chau', 'cha%', 'other'].map(async (id) => store.create(id)));
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.list({ prefix: 'chat:', limit: 10, cursor });
      found.push(...page.threadIds);
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined);
    expect(found).toEqual(ids);
    expect(await store.list({ prefix: '*' })).toEqual({ threadIds: [], cursor: null });
    expect((await store.list({ prefix: 'cha%' })).threadIds).toEqual(['cha%']);
    expect((await store.list({ limit: 500 })).threadIds).toHaveLength(29);
    expect(await store.count()).toBe(29);
    await expect(store.list({ limit: 0 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(store.list({ prefix: 'a', cursor: 'b' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('are in the order of their last write', async () => {
    const { store, client, keys, tenant } = useStore();
    for (const id of ['a', 'b', 'c']) await store.create(id, { own: id });
    // Times of a server are whole milliseconds: writes are told apart by more than that.
    await client.zadd(keys.threadIndex(tenant), 1, 'a', 2, 'b', 3, 'c');
    expect((await store.recent()).map(({ threadId }) => threadId)).toEqual(['c', 'b', 'a']);
    await store.addMessage('a', human('x'));
    const [first, second] = await store.recent(2);
    expect(first).toMatchObject({ threadId: 'a', own: 'a', messages: [human('x')] });
    expect(second).toMatchObject({ threadId: 'c' });
    expect(await store.recent(2, { messages: 0 })).toMatchObject([{ messages: [], omittedMessages: 1 }, {}]);
    await expect(store.recent(501)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('are not found any more once they have expired', async () => {
    const { store, client, keys, tenant } = useStore();
    for (let index = 0; index < 5; index++) await store.create(`short${index}`, {}, { ttlSeconds: 0.05 });
    await store.create('long');
    await expect.poll(async () => client.exists(keys.thread(tenant, 'short4'))).toBe(0);
    await expect.poll(async () => store.count()).toBe(1);
    expect((await store.recent(3)).map(({ threadId }) => threadId)).toEqual(['long']);
    expect((await store.list()).threadIds).toEqual(['long']);
    expect(await client.zcard(keys.threadIndex(tenant))).toBe(1);
    expect(await client.zcard(keys.threadExpiryIndex(tenant))).toBe(1);
    expect(await client.zcard(keys.threadIdIndex(tenant))).toBe(1);
  });

  it('leave no entries behind as long as new ones come', async () => {
    const { store, client, keys, tenant } = useStore();
    await Promise.all(
      Array.from({ length: 30 }, async (_unused, index) =>
        store.create(`s${index}`, {}, { ttlSeconds: 0.02 }),
      ),
    );
    await expect.poll(async () => store.count()).toBe(0);
    for (let index = 0; index < 4; index++) await store.create(`n${index}`);
    expect(await client.zrange(keys.threadIdIndex(tenant), '0', '-1')).toEqual(['n0', 'n1', 'n2', 'n3']);
  });

  it('stay where somebody else has given them another expiry', async () => {
    const { store, client, keys, tenant } = useStore();
    await store.create('kept', {}, { ttlSeconds: 0.3 });
    await client.persist(keys.thread(tenant, 'kept'));
    await expect.poll(async () => store.count()).toBe(0);
    await store.create('next');
    expect(await store.count()).toBe(2);
    expect((await store.list()).threadIds).toEqual(['kept', 'next']);
  });

  it('are forgotten by the first read after somebody else has removed them', async () => {
    const { store, client, keys, tenant } = useStore();
    for (const id of ['a', 'b', 'c', 'd']) await store.create(id);
    await client.del(keys.thread(tenant, 'b'));
    await client.del(keys.thread(tenant, 'c'));
    expect(await store.count()).toBe(4);
    expect((await store.list({ limit: 3 })).threadIds).toEqual(['a']);
    expect(await store.count()).toBe(2);
    await client.del(keys.thread(tenant, 'd'));
    await store.create('e');
    expect((await store.recent(2)).map(({ threadId }) => threadId)).toEqual(['e', 'a']);
    expect(await store.count()).toBe(2);
  });

  it('are cleaned up by age in bounded steps', async () => {
    const { store, client, keys, tenant } = useStore();
    const old = Array.from({ length: 450 }, (_unused, index) => `old${index}`);
    await Promise.all(old.map(async (id) => store.create(id, { messages: [human('x')] })));
    await store.create('new', { messages: [human('x')] });
    await store.create('forever', {}, { ttlSeconds: 'none' });
    const monthAgo = Date.now() - 31 * DAY_MS;
    for (const id of [...old, 'forever']) await client.zadd(keys.threadIndex(tenant), String(monthAgo), id);
    expect(await store.cleanupExpired(32)).toBe(0);
    expect(await store.cleanupExpired()).toBe(451);
    expect((await store.list()).threadIds).toEqual(['new']);
    expect(await store.count()).toBe(1);
    expect(await client.exists(keys.threadMessages(tenant, 'old7'))).toBe(0);
    expect(await client.exists(keys.threadMessages(tenant, 'new'))).toBe(1);
    for (const days of [0, -1, Number.NaN, 3_651]) {
      await expect(store.cleanupExpired(days)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
  });

  it('are forgotten when they are deleted', async () => {
    const { store, client, keys, tenant } = useStore();
    await store.create('a', { messages: [human('x')] });
    await store.delete('a');
    const every = [keys.threadIndex(tenant), keys.threadExpiryIndex(tenant), keys.threadIdIndex(tenant)];
    for (const key of [...every, keys.thread(tenant, 'a'), keys.threadMessages(tenant, 'a')]) {
      expect(await client.exists(key)).toBe(0);
    }
  });

  it('have indexes that live as long as the longest-lived of them', async () => {
    const { store, client, keys, tenant } = useStore();
    const expiries = async () =>
      Promise.all(
        [keys.threadIndex(tenant), keys.threadExpiryIndex(tenant), keys.threadIdIndex(tenant)].map(
          async (key) => client.ttl(key),
        ),
      );
    await store.create('a', {}, { ttlSeconds: 1_000 });
    expect(await expiries()).toEqual([1_250, 1_250, 1_250]);
    await store.extendTtl('a', 4_000);
    expect(await expiries()).toEqual([5_000, 5_000, 5_000]);
    await store.create('b', {}, { ttlSeconds: 10 });
    for (const seconds of await expiries()) expect(seconds).toBeGreaterThan(4_900);
    await store.update('b', {}, { ttlSeconds: 'none' });
    expect(await expiries()).toEqual([-1, -1, -1]);
  });

  it('are listed with a warning where stale entries cannot be removed', async () => {
    const { store, client, keys, tenant, logger } = useStore();
    await store.create('a');
    await store.create('b');
    await client.del(keys.thread(tenant, 'a'));
    // Another type: pruning fails, the answer stands.
    await client.del(keys.threadExpiryIndex(tenant));
    await client.set(keys.threadExpiryIndex(tenant), 'text');
    expect((await store.list()).threadIds).toEqual(['b']);
    expect((await store.recent()).map(({ threadId }) => threadId)).toEqual(['b']);
    expect(logger.warnings.join()).toContain('not removed');
  });
});
