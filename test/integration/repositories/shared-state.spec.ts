import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserHandle } from '../../../libs/redis/src/repositories/user.handle.js';
import { reindexAll } from '../../support/every-page.js';
import { recordCommands, UserModel } from '../../support/record-commands.js';
import { expectEveryMethod } from '../../support/record-view.js';
import { repositoriesOf } from '../../support/repositories.js';
import { topologies, useTopology } from '../../support/topologies.js';

const LONG_ID = 'x'.repeat(1_000);

/** Ids of users that could be taken for each other. */
const USERS = [
  'u:1',
  'u_1',
  'u%3A1',
  'u1',
  'u',
  '*',
  'u?',
  '[a-z]1',
  'u1 ',
  '1',
  '😀',
  'x'.repeat(64),
  'x'.repeat(65),
  ':'.repeat(30),
  LONG_ID,
];

const NAMES = ['my_state', 'my:state', 'a:b', 'a_b', 'a%3Ab', '*', 'ünï 😀', 'SS', ' ', '__proto__', LONG_ID];

/** In the order of the keys, in which `:` and `%` are escaped. */
function inOrderOfKeys(names: readonly string[]): string[] {
  const keyOf = (name: string) => Buffer.from(name.replaceAll('%', '%25').replaceAll(':', '%3A') + ':');
  return names.toSorted((a, b) => Buffer.compare(keyOf(a), keyOf(b)));
}

describe.each(topologies)('SharedStateRepository on $name', (topology) => {
  const redis = useTopology(topology);
  const acme = () => repositoriesOf(redis.scope());
  const client = () => redis.client('symphony_shared_state');

  it.each(['conversation', 'a:b', '*'])('does everything to the state %j of a user', async (state) => {
    const { sharedState, keys, tenant } = acme();
    const key = keys.sharedState(tenant, state, 'u:1');
    const view = new UserHandle(sharedState.of('u:1'), state);
    await expectEveryMethod(view, async () => client().hgetall(key));
    expect(await sharedState.of('u:1').list()).toEqual([]);
  });

  it('behaves as a plain object with an expiry would, and is listed while it exists', async () => {
    const property = fc.asyncProperty(fc.commands([...recordCommands]), async (commands) => {
      const { sharedState } = repositoriesOf(
        redis.scope({ ttl: { sharedState: UserModel.DEFAULT_TTL }, indexes: { sharedState: ['a'] } }),
      );
      const states = sharedState.of('u1');
      await fc.asyncModelRun(
        () => ({ model: new UserModel(), real: new UserHandle(states, 'conversation') }),
        commands,
      );
      expect(await states.list()).toEqual((await states.exists('conversation')) ? ['conversation'] : []);
    });
    await expect(fc.assert(property, { numRuns: 50 })).resolves.toBeUndefined();
  });

  it('lists the names exactly as they were written, in the order of their keys', async () => {
    const states = acme().sharedState.of('u:1');
    expect(await states.list()).toEqual([]);
    for (const name of NAMES) expect(await states.upsert(name, { name })).toBe(true);
    expect(await states.list()).toEqual(inOrderOfKeys(NAMES));
    for (const name of NAMES) expect(await states.get(name)).toEqual({ name });
    await states.delete('my_state');
    expect(await states.list()).toEqual(inOrderOfKeys(NAMES.filter((name) => name !== 'my_state')));
  });

  it('lists and clears the states of one user only, however alike the ids are', async () => {
    const { sharedState } = acme();
    for (const user of USERS) {
      await sharedState.of(user).upsert('my_state', { user });
      await sharedState.of(user).upsert(`of ${user}`.slice(0, 900), { user });
    }
    for (const [at, user] of USERS.entries()) {
      expect(await sharedState.of(user).list()).toEqual(
        inOrderOfKeys(['my_state', `of ${user}`.slice(0, 900)]),
      );
      expect(await sharedState.of(user).clearAll()).toBe(2);
      expect(await sharedState.of(user).clearAll()).toBe(0);
      for (const other of USERS.slice(at + 1)) {
        expect(await sharedState.of(other).get('my_state')).toEqual({ user: other });
      }
    }
  });

  it('keeps the states of a user apart from those of an id that looks like its digest', async () => {
    const { sharedState } = acme();
    const digest = `\u0001${createHash('sha1').update(LONG_ID).digest('hex')}`;
    await sharedState.of(LONG_ID).upsert('mine', { a: 1 });
    await sharedState.of(digest).upsert('other', { a: 1 });
    expect(await sharedState.of(LONG_ID).list()).toEqual(['mine']);
    expect(await sharedState.of(digest).list()).toEqual(['other']);
    expect(await sharedState.of(digest).clearAll()).toBe(1);
    expect(await sharedState.of(LONG_ID).clearAll()).toBe(1);
  });

  it('lists and clears 1,100 states of one user', async () => {
    const states = acme().sharedState.of('u1');
    const names = Array.from({ length: 1_100 }, (_, index) => `state:${String(index).padStart(4, '0')}`);
    await Promise.all(names.map(async (name) => states.upsert(name, { name })));
    expect(await states.list()).toEqual(names);
    expect(await states.clearAll()).toBe(1_100);
    expect(await states.list()).toEqual([]);
    const left = await Promise.all(names.map(async (name) => states.exists(name)));
    expect(left.filter(Boolean)).toEqual([]);
  });

  it('neither lists nor counts states that have expired, and forgets them', async () => {
    const { sharedState, keys, tenant } = acme();
    const states = sharedState.of('u1');
    await states.upsert('lasting', { a: 1 });
    await states.upsert('brief', { a: 1 }, { ttlSeconds: 0.02 });
    await expect.poll(async () => states.exists('brief')).toBe(false);
    expect(await states.list()).toEqual(['lasting']);
    expect(await client().zcard(keys.index(tenant, 'sharedState'))).toBe(1);
    await states.upsert('brief', { a: 1 }, { ttlSeconds: 0.02 });
    await expect.poll(async () => states.exists('brief')).toBe(false);
    expect(await states.clearAll()).toBe(1);
    expect(await client().exists(keys.index(tenant, 'sharedState'))).toBe(0);
  });

  it('keeps tenants apart', async () => {
    const [one, other] = [acme(), acme()];
    await one.sharedState.of('u1').upsert('conversation', { step: 1 });
    expect(await other.sharedState.of('u1').list()).toEqual([]);
    expect(await other.sharedState.of('u1').clearAll()).toBe(0);
    expect(await one.sharedState.of('u1').get('conversation')).toEqual({ step: 1 });
  });

  it('finds users by a field of one state', async () => {
    const { sharedState } = repositoriesOf(redis.scope({ indexes: { sharedState: ['step'] } }));
    await sharedState.of('u:2').upsert('conversation', { step: 1 });
    await sharedState.of('u:1').upsert('conversation', { step: 1 });
    await sharedState.named('conversation').upsert('u:3', { step: 2 });
    await sharedState.of('u:4').upsert('cart', { step: 1 });
    const found = await sharedState.named('conversation').findByField('step', 1, { limit: 10 });
    expect(found.map(({ id }) => id)).toEqual(['u:1', 'u:2']);
    expect(await sharedState.of('u:3').list()).toEqual(['conversation']);
    expect(await sharedState.of('u:1').clearAll()).toBe(1);
    expect(await sharedState.named('conversation').findByField('step', 1)).toMatchObject([{ id: 'u:2' }]);
    await expect(sharedState.named('cart').findByField('total', 1)).rejects.toMatchObject({
      code: 'FIELD_NOT_INDEXED',
      message: expect.stringContaining('indexes.sharedState'),
    });
  });

  it('lists and clears states that other programs wrote after a reindex', async () => {
    const { sharedState, keys, tenant } = acme();
    for (const [state, user] of [
      ['my_state', 'u:1'],
      ['a:b', 'u:1'],
      ['a:b', '*'],
    ] as const) {
      await client().hset(keys.sharedState(tenant, state, user), { step: '1' });
    }
    for (const odd of ['no-state', 'a:b:c', ':u1', 'state:']) {
      await client().hset(keys.sharedStates(tenant) + odd, { step: '1' });
    }
    expect(await sharedState.of('u:1').list()).toEqual([]);
    await reindexAll(async (options) => sharedState.reindex(options));
    expect(await sharedState.of('u:1').list()).toEqual(['a:b', 'my_state']);
    expect(await sharedState.of('*').list()).toEqual(['a:b']);
    expect(await sharedState.of('u:1').clearAll()).toBe(2);
    expect(await sharedState.of('*').list()).toEqual(['a:b']);
  });

  it('does all of it in the pool a call names', async () => {
    const states = acme().sharedState.of('u1');
    const pool = 'user';
    await states.upsert('conversation', { step: 1 }, { pool });
    expect(await states.list({ pool })).toEqual(['conversation']);
    expect(await reindexAll(async (options) => states.reindex({ ...options, pool }))).toMatchObject({
      indexed: 1,
    });
    // In cluster all pools share the one database.
    expect(await states.list()).toEqual(topology.clustered ? ['conversation'] : []);
    expect(await states.clearAll({ pool })).toBe(1);
    expect(await states.exists('conversation', { pool })).toBe(false);
  });

  it.each(['', 'a\0b', '\ud800', 'x'.repeat(1_025)])('refuses the id %j of a user', async (userId) => {
    const { sharedState } = acme();
    const refusal = { code: 'INVALID_KEY_PART', statusCode: 400 };
    await expect(sharedState.of(userId).upsert('conversation', { a: 1 })).rejects.toMatchObject(refusal);
    await expect(sharedState.of(userId).list()).rejects.toMatchObject(refusal);
    await expect(sharedState.of(userId).clearAll()).rejects.toMatchObject(refusal);
  });
});
