import { IsBoolean, IsString } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { REPOSITORY_FORMS, RECORD_FORMS } from '../../support/record-forms.js';
import { repositoriesOf } from '../../support/repositories.js';
import { topologies, useTopology } from '../../support/topologies.js';
import { reindexAll } from '../../support/every-page.js';

// Defects of the Python library's repositories, each shown not to exist here. Those of values and keys alone are in
// test/compat/python-defects.spec.ts; see python-isolation.spec.ts and python-outages.spec.ts for more.

class Prefs {
  @IsBoolean() dark!: boolean;
  @IsString() theme!: string;
}

enum Colour {
  Red = 'red',
}

const DAY = 86_400;
const ROUNDS = Array.from({ length: 50 }, (_, round) => round);

describe.each(topologies)('Defects of the original on $name', (topology) => {
  const redis = useTopology(topology);

  describe.each(REPOSITORY_FORMS)('in %s', (form) => {
    const record = () => RECORD_FORMS[form](repositoriesOf(redis.scope()));

    it('fifty appends at the same time keep fifty elements', async () => {
      const view = record();
      await Promise.all(ROUNDS.map(async (round) => view.appendToList('list', round)));
      expect((await view.getField('list')) as number[]).toHaveLength(50);
      expect(new Set((await view.getField('list')) as number[])).toEqual(new Set(ROUNDS));
    });

    it('an append of a model, a date or an enum leaves a list that the next append goes on with', async () => {
      const view = record();
      await view.appendToList('list', Object.assign(new Prefs(), { dark: true, theme: 'a' }));
      await view.appendToList('list', new Date(0));
      await view.appendToList('list', Colour.Red);
      expect(await view.appendToList('list', 'next')).toBe(4);
      expect(await view.getField('list')).toMatchObject([
        { theme: 'a' },
        '1970-01-01T00:00:00.000Z',
        'red',
        'next',
      ]);
    });

    it('an append to something else fails and overwrites nothing', async () => {
      const view = record();
      await view.upsert({ field: 'precious' });
      await expect(view.appendToList('field', 'x')).rejects.toMatchObject({ code: 'FIELD_TYPE' });
      expect(await view.get()).toEqual({ field: 'precious' });
    });

    it('an upsert of nothing deletes nothing', async () => {
      const view = record();
      await view.upsert({ name: 'Alice' });
      expect(await view.upsert({})).toBe(false);
      expect(await view.get()).toEqual({ name: 'Alice' });
    });

    it('an expiry that is zero or negative is refused and deletes nothing', async () => {
      const view = record();
      await view.upsert({ name: 'Alice' });
      for (const ttlSeconds of [0, -1, -DAY]) {
        const refusal = { code: 'INVALID_ARGUMENT', statusCode: 400 };
        await expect(view.upsert({ name: 'Bob' }, { ttlSeconds })).rejects.toMatchObject(refusal);
        await expect(view.updateField('name', 'Bob', { ttlSeconds })).rejects.toMatchObject(refusal);
      }
      expect(await view.get()).toEqual({ name: 'Alice' });
    });

    it('two writers that save their own parts of a record both keep them', async () => {
      const view = record();
      await Promise.all(
        ROUNDS.flatMap((round) => [
          view.updateField(`agent_a.${round}`, { thread: `a${round}` }),
          view.upsert({ [`agent_b.${round}`]: { thread: `b${round}` } }),
        ]),
      );
      expect(Object.keys((await view.get()) ?? {})).toHaveLength(100);
    });

    it('no write shortens an expiry of seven days', async () => {
      const view = record();
      await view.upsert({ count: 1, list: [] }, { ttlSeconds: 7 * DAY });
      await view.upsert({ name: 'Alice' });
      await view.updateField('name', 'Bob');
      await view.incrementField('count');
      await view.appendToList('list', 1);
      await expect(view.incrementField('name')).rejects.toMatchObject({ code: 'FIELD_TYPE' });
      await view.set({ name: 'Carol' });
      expect(await view.ttl()).toBeGreaterThan(7 * DAY - 100);
    });

    it('a write of one field gives a new record an expiry', async () => {
      const view = record();
      await view.updateField('name', 'Alice');
      expect(await view.ttl()).toEqual(expect.any(Number));
    });

    it('numbers, texts and booleans stay what they are, and a counter at 1 is a number', async () => {
      const view = record();
      const values = { one: 1, zero: 0, text: '1', word: 'true', yes: true, phone: '0049', price: '1.50' };
      const lookalikes = { json: '{"a":1}', nothing: 'null', exponent: '1e5', list: '[]' };
      await view.upsert({ ...values, ...lookalikes });
      expect(await view.get()).toStrictEqual({ ...values, ...lookalikes });
      expect(await view.incrementField('counter')).toBe(1);
      expect(await view.getField('counter')).toBe(1);
      expect(await view.incrementField('counter', -1)).toBe(0);
      expect(await view.getField('counter')).toBe(0);
    });

    it('a single field reads as the same value as in the whole record', async () => {
      const view = record();
      const values = { flag: false, number: 7, list: [1], object: { a: 'b' }, nothing: null, text: '7' };
      await view.upsert(values);
      for (const [field, value] of Object.entries(values)) expect(await view.getField(field)).toEqual(value);
    });

    it('a hostile text neither fails nor hides the record', async () => {
      const view = record();
      const hostile = { digits: '9'.repeat(5_000), brackets: '['.repeat(100_000), name: 'Alice' };
      await view.upsert(hostile);
      expect(await view.get()).toEqual(hostile);
      expect(await view.updateField('name', 'Bob')).toBe(false);
      expect(await view.getField('digits')).toBe(hostile.digits);
    });
  });

  it('a merge loses no update of another writer', async () => {
    const { handlers } = repositoriesOf(redis.scope());
    for (const round of ROUNDS) {
      await Promise.all([
        handlers.merge('chat', 'u1', { merged: round }),
        handlers.updateField('chat', 'u1', 'other', round),
      ]);
      expect(await handlers.get('chat', 'u1')).toEqual({ merged: round, other: round });
    }
  });

  it('a merge rewrites no field that it was not given', async () => {
    const { handlers, keys, tenant } = repositoriesOf(redis.scope());
    const key = keys.state(tenant, 'chat', 'u1');
    const texts = { price: '1.50', exponent: '1e5', quoted: '"x"', nan: 'NaN', blanks: ' 1 ' };
    await redis.client('handlers').hset(key, texts);
    await handlers.merge('chat', 'u1', { step: 1 });
    expect(await redis.client('handlers').hgetall(key)).toEqual({ ...texts, step: '1' });
  });

  it('a value that does not fit its model fails by path, also in a search and where it is no JSON', async () => {
    const { users, keys, tenant } = repositoriesOf(redis.scope({ indexes: { user: ['name'] } }));
    const models = { prefs: Prefs };
    for (const text of ['1', '0', 'text', '{"dark":"maybe","theme":"a"}', '{"dark":true}']) {
      await users.set('u1', { name: 'Alice' });
      await redis.client('user').hset(keys.user(tenant, 'u1'), 'prefs', text);
      const failure = { code: 'MODEL_VALIDATION', message: expect.stringContaining('prefs') };
      await expect(users.get('u1', { models })).rejects.toMatchObject(failure);
      await expect(users.findByField('name', 'Alice', { models })).rejects.toMatchObject(failure);
      await expect(users.getField('u1', 'prefs', { model: Prefs })).rejects.toMatchObject(failure);
      expect(await users.findByField('name', 'Alice')).toHaveLength(1);
    }
  });

  it('a key of another type is an error of every read, not "nothing"', async () => {
    const { users, tables, sharedState, keys, tenant } = repositoriesOf(
      redis.scope({ indexes: { user: ['name'] } }),
    );
    const [user, handlers, states] = [
      redis.client('user'),
      redis.client('handlers'),
      redis.client('symphony_shared_state'),
    ];
    await user.set(keys.user(tenant, 'u1'), 'a text');
    await user.set(keys.index(tenant, 'user', 'name'), 'a text');
    await handlers.set(keys.index(tenant, 'table', 'products'), 'a text');
    await handlers.set(keys.index(tenant, 'table'), 'a text');
    await states.set(keys.index(tenant, 'sharedState'), 'a text');
    const outcomes = await Promise.allSettled([
      users.get('u1'),
      users.getField('u1', 'name'),
      users.findByField('name', 'Alice'),
      tables.of('products').list(),
      tables.deleteAllByPkid('u1'),
      sharedState.of('u1').list(),
      sharedState.of('u1').clearAll(),
    ]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'WRONG_TYPE' } });
    }
  });

  it('shared states are listed under the names they were given', async () => {
    const states = repositoriesOf(redis.scope()).sharedState.of('u1');
    for (const name of ['my_state', 'a:b', 'a_b']) await states.upsert(name, { name });
    expect((await states.list()).toSorted()).toEqual(['a:b', 'a_b', 'my_state']);
  });

  it('a field of a handler’s state is decoded', async () => {
    const { handlers } = repositoriesOf(redis.scope());
    await handlers.upsert('chat', 'u1', { flags: { on: true }, count: 2 });
    expect(await handlers.getField('chat', 'u1', 'flags')).toEqual({ on: true });
    expect(await handlers.getField('chat', 'u1', 'count')).toBe(2);
  });

  it('a search names the id and compares values, not texts', async () => {
    const { users, keys, tenant } = repositoriesOf(redis.scope({ indexes: { user: ['score'] } }));
    await users.upsert('u:1', { score: 1 });
    await redis.client('user').hset(keys.user(tenant, 'u:2'), 'score', '1.0');
    await redis.client('user').hset(keys.user(tenant, 'u:3'), 'score', '"1"');
    await reindexAll(async (options) => users.reindex(options));
    for (const scan of [false, true]) {
      const found = await users.findByField('score', 1, { limit: 5, scan });
      expect(found.map(({ id }) => id).toSorted()).toEqual(['u:1', 'u:2']);
      expect(found.map(({ record }) => record)).toEqual([{ score: 1 }, { score: 1 }]);
      expect(await users.findByField('score', '1', { limit: 5, scan })).toMatchObject([{ id: 'u:3' }]);
    }
    const refusal = { code: 'INVALID_ARGUMENT', statusCode: 400 };
    await expect(users.findByField('score', { b: 1, a: 2 })).rejects.toMatchObject(refusal);
  });
});
