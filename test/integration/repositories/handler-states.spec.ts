import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserHandle } from '../../../libs/redis/src/repositories/user.handle.js';
import { snapshotOfKeys } from '../../support/key-snapshot.js';
import { reindexAll } from '../../support/every-page.js';
import { recordCommands, UserModel } from '../../support/record-commands.js';
import { DirectRecordView, expectEveryMethod, type RecordView } from '../../support/record-view.js';
import { repositoriesOf, type TestRepositories } from '../../support/repositories.js';
import { topologies, useTopology } from '../../support/topologies.js';

/** Handler, user: pairs that meet in one key where ids are not escaped. */
const COLON_PAIRS = [
  ['a:b', 'c'],
  ['a', 'b:c'],
  ['a:b', 'c:d'],
  ['a%3Ab', 'c'],
  ['a', 'b%3Ac'],
  ['a_b', 'c'],
] as const;

const VIEWS: Record<string, (of: TestRepositories, handler: string, userId: string) => RecordView> = {
  'the names of handler and user': ({ handlers }, handler, userId) =>
    new DirectRecordView(handlers, handler, userId),
  'of(userId)': ({ handlers }, handler, userId) => new UserHandle(handlers.of(userId), handler),
  'named(handler)': ({ handlers }, handler, userId) => new UserHandle(handlers.named(handler), userId),
};

describe.each(topologies)('StateHandlerRepository on $name', (topology) => {
  const redis = useTopology(topology);
  const repositories = (): TestRepositories => repositoriesOf(redis.scope());

  describe.each(Object.entries(VIEWS))('by %s', (_name, viewOf) => {
    it.each(COLON_PAIRS)('does everything to the state of (%s, %s)', async (handler, userId) => {
      const acme = repositories();
      const key = acme.keys.state(acme.tenant, handler, userId);
      await expectEveryMethod(viewOf(acme, handler, userId), async () =>
        redis.client('handlers').hgetall(key),
      );
    });

    it('reaches the state that every other form wrote', async () => {
      const acme = repositories();
      for (const [form, otherViewOf] of Object.entries(VIEWS)) {
        await otherViewOf(acme, 'chat:main', 'u:1').set({ writtenBy: form });
        expect(await viewOf(acme, 'chat:main', 'u:1').get()).toEqual({ writtenBy: form });
      }
    });

    it('gives a new state half the default expiry', async () => {
      const acme = repositoriesOf(redis.scope({ ttl: { defaultSeconds: 1_000 } }));
      const state = viewOf(acme, 'chat', 'u1');
      await state.upsert({ step: 1 });
      expect(await state.ttl()).toBeLessThanOrEqual(500);
      expect(await state.ttl()).toBeGreaterThan(480);
    });

    it('refuses names that cannot be part of a key before anything is written', async () => {
      const acme = repositories();
      const refusal = { code: 'INVALID_KEY_PART', statusCode: 400 };
      for (const bad of ['', 'a\0b', '\ud800', 'x'.repeat(1_025)]) {
        await expect(viewOf(acme, bad, 'u1').upsert({ step: 1 })).rejects.toMatchObject(refusal);
        await expect(viewOf(acme, 'chat', bad).upsert({ step: 1 })).rejects.toMatchObject(refusal);
      }
      expect(await snapshotOfKeys([redis.client('handlers')], `*${acme.tenant}*`)).toEqual(new Map());
    });
  });

  it('keeps states apart whose handler and user look alike', async () => {
    const acme = repositories();
    for (const [handler, userId] of COLON_PAIRS) {
      expect(await acme.handlers.upsert(handler, userId, { handler, userId })).toBe(true);
    }
    for (const [handler, userId] of COLON_PAIRS) {
      expect(await acme.handlers.get(handler, userId)).toEqual({ handler, userId });
      expect(await acme.handlers.delete(handler, userId)).toBe(true);
    }
  });

  it('behaves as a plain object with an expiry would, with an index on its fields', async () => {
    const property = fc.asyncProperty(fc.commands([...recordCommands]), async (commands) => {
      const acme = repositoriesOf(
        redis.scope({ ttl: { handlers: UserModel.DEFAULT_TTL }, indexes: { handlers: ['a', 'b'] } }),
      );
      const real = new UserHandle(acme.handlers.named('chat'), 'u1');
      await fc.asyncModelRun(() => ({ model: new UserModel(), real }), commands);
    });
    await expect(fc.assert(property, { numRuns: 50 })).resolves.toBeUndefined();
  });

  it('finds the users whose state of a handler holds a value, whichever form wrote it', async () => {
    const { handlers } = repositoriesOf(redis.scope({ indexes: { handlers: ['step'] } }));
    await handlers.upsert('chat', 'u:3', { step: 2 });
    await handlers.of('u:1').upsert('chat', { step: 2 });
    await handlers.named('chat').updateField('u:2', 'step', 2);
    await handlers.merge('chat', 'u:4', { step: 1 });
    await handlers.upsert('mail', 'u:5', { step: 2 });
    const chat = handlers.named('chat');
    expect(await chat.findByField('step', 2)).toEqual([{ id: 'u:1', record: { step: 2 } }]);
    const found = await chat.findByField('step', 2, { limit: 10 });
    expect(found.map(({ id }) => id)).toEqual(['u:1', 'u:2', 'u:3']);
    await handlers.incrementField('chat', 'u:4', 'step');
    await handlers.of('u:1').delete('chat');
    const after = await chat.findByField('step', 2, { limit: 10 });
    expect(after.map(({ id }) => id)).toEqual(['u:2', 'u:3', 'u:4']);
    expect(await handlers.named('mail').findByField('step', 2, { limit: 10 })).toHaveLength(1);
  });

  it('says where to declare a field that is searched without an index', async () => {
    const { handlers } = repositoriesOf(redis.scope({ indexes: { handlers: ['step'] } }));
    await handlers.upsert('chat', 'u1', { step: 1, topic: 'sales' });
    await expect(handlers.named('chat').findByField('topic', 'sales')).rejects.toMatchObject({
      code: 'FIELD_NOT_INDEXED',
      message: expect.stringContaining('indexes.handlers'),
    });
    const scanned = await handlers.named('chat').findByField('topic', 'sales', { scan: true });
    expect(scanned).toEqual([{ id: 'u1', record: { step: 1, topic: 'sales' } }]);
  });

  it('scans the states of one handler only, also where its name is a pattern or begins another', async () => {
    const { handlers } = repositories();
    for (const handler of ['c', 'chat', 'ch?t', '*', 'c:h']) {
      await handlers.upsert(handler, 'u1', { handler, same: true });
    }
    for (const handler of ['c', 'chat', 'ch?t', '*', 'c:h']) {
      const found = await handlers.named(handler).findByField('same', true, { scan: true, limit: 10 });
      expect(found).toEqual([{ id: 'u1', record: { handler, same: true } }]);
    }
  });

  it('builds the index over states that were written before it was declared', async () => {
    const tenant = repositories().tenant;
    const before = repositoriesOf(redis.scope({ tenant }));
    await before.handlers.upsert('chat', 'u:1', { step: 7 });
    await before.handlers.upsert('mail', 'u:1', { step: 7 });
    const { handlers } = repositoriesOf(redis.scope({ tenant, indexes: { handlers: ['step'] } }));
    const chat = handlers.named('chat');
    expect(await chat.findByField('step', 7)).toEqual([]);
    expect(await reindexAll(async (options) => chat.reindex(options))).toMatchObject({ indexed: 1 });
    expect(await chat.findByField('step', 7)).toEqual([{ id: 'u:1', record: { step: 7 } }]);
    expect(await handlers.named('mail').findByField('step', 7)).toEqual([]);
  });

  it('keeps tenants apart', async () => {
    const [acme, globex] = [repositories(), repositories()];
    await acme.handlers.upsert('chat', 'u1', { step: 1 });
    expect(await globex.handlers.get('chat', 'u1')).toBeNull();
    expect(await globex.handlers.of('u1').delete('chat')).toBe(false);
    expect(await globex.handlers.named('chat').findByField('step', 1, { scan: true })).toEqual([]);
    expect(await acme.handlers.get('chat', 'u1')).toEqual({ step: 1 });
  });

  it('works in the pool a call names', async () => {
    const { handlers } = repositories();
    await handlers.upsert('chat', 'u1', { step: 1 }, { pool: 'user' });
    expect(await handlers.merge('chat', 'u1', { done: true }, { pool: 'user' })).toMatchObject({ step: 1 });
    expect(await handlers.of('u1').get('chat', { pool: 'user' })).toEqual({ step: 1, done: true });
    // In cluster all pools share the one database.
    expect(await handlers.exists('chat', 'u1')).toBe(topology.clustered);
  });
});
