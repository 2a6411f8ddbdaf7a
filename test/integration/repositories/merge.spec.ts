import { IsBoolean, IsString } from 'class-validator';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { MergedState } from '../../../libs/redis/src/repositories/state-handlers/merged-state.js';
import { repositoriesOf, type TestRepositories } from '../../support/repositories.js';
import type { TenantScopeOptions } from '../../support/tenant-scope.js';
import { topologies, useTopology } from '../../support/topologies.js';

class Settings {
  @IsBoolean() dark!: boolean;
  @IsString() language!: string;
}

const ISO_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const DEFAULT = 500;

/** Texts that a reader and writer would change: another notation, blanks, quotes, no JSON. */
const RAW_TEXTS = {
  price: '1.50',
  exponent: '1e5',
  blanks: ' 1 ',
  quoted: '"x"',
  notANumber: 'NaN',
  flag: '1',
  large: '12345678901234567890',
  escaped: '"\\u0041\\/"',
  object: '{ "b" : 1.0 , "a" : [ ] }',
  broken: '{"a":',
  empty: '',
};

describe.each(topologies)('merge on $name', (topology) => {
  const redis = useTopology(topology);
  const client = () => redis.client('handlers');

  /** The states of a tenant, and the key of handler `chat`'s state of user `u1`. */
  function setUp(options?: TenantScopeOptions): TestRepositories & { readonly key: string } {
    const acme = repositoriesOf(redis.scope(options));
    return { ...acme, key: acme.keys.state(acme.tenant, 'chat', 'u1') };
  }

  it('returns the whole state with the name of the handler and the time, and stores neither', async () => {
    const { handlers, key } = setUp();
    await handlers.upsert('chat', 'u1', { step: 1, topic: 'sales' });
    const before = Date.now();
    const merged = await handlers.merge('chat', 'u1', { step: 2, seen: true });
    const { timestamp, ...rest } = merged;
    expect(rest).toEqual({ step: 2, topic: 'sales', seen: true, handler_type: 'chat' });
    expect(timestamp).toMatch(ISO_UTC);
    expect(Date.parse(timestamp)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(timestamp)).toBeLessThanOrEqual(Date.now());
    expect(await client().hgetall(key)).toEqual({ step: '2', topic: 'sales', seen: 'true' });
  });

  it('creates a state that does not exist', async () => {
    const { handlers } = setUp();
    expect(await handlers.merge('a:b', 'u:1', { step: 1 })).toMatchObject({ step: 1, handler_type: 'a:b' });
    expect(await handlers.get('a:b', 'u:1')).toEqual({ step: 1 });
  });

  it('is the same on the handles of a user and of a handler', async () => {
    const { handlers } = setUp();
    await handlers.merge('chat', 'u1', { a: 1 });
    await handlers.of('u1').merge('chat', { b: 2 });
    const merged = await handlers.named('chat').merge('u1', { c: 3 });
    expect(merged).toEqual({ a: 1, b: 2, c: 3, handler_type: 'chat', timestamp: expect.any(String) });
    expect(await handlers.of('u1').merge('chat', {})).toMatchObject({ c: 3, handler_type: 'chat' });
  });

  it('answers with its own name and time where the state has fields of those names', async () => {
    const { handlers, key } = setUp();
    const own = { handler_type: 'mine', timestamp: 'mine' };
    const merged = await handlers.merge('chat', 'u1', own);
    expect(merged).toEqual({ handler_type: 'chat', timestamp: expect.stringMatching(ISO_UTC) });
    expect(await client().hgetall(key)).toEqual(own);
    expect(await handlers.get('chat', 'u1')).toEqual(own);
  });

  it('is shallow: an object replaces the one that was there', async () => {
    const { handlers } = setUp();
    await handlers.upsert('chat', 'u1', { form: { name: 'Alice', age: 30 }, list: [1, 2] });
    const merged = await handlers.merge('chat', 'u1', { form: { name: 'Bob' }, list: [3] });
    expect(merged).toMatchObject({ form: { name: 'Bob' }, list: [3] });
    expect(await handlers.getField('chat', 'u1', 'form')).toEqual({ name: 'Bob' });
  });

  it('leaves a field given as undefined as it is', async () => {
    const { handlers } = setUp();
    await handlers.upsert('chat', 'u1', { a: 1, b: 2 });
    expect(await handlers.merge('chat', 'u1', { a: undefined, b: 3 })).toMatchObject({ a: 1, b: 3 });
  });

  it('of nothing only reads', async () => {
    const { handlers, key } = setUp({ ttl: { handlers: DEFAULT } });
    const nothing = { handler_type: 'chat', timestamp: expect.stringMatching(ISO_UTC) };
    expect(await handlers.merge('chat', 'u1', {})).toEqual(nothing);
    expect(await client().exists(key)).toBe(0);
    await handlers.upsert('chat', 'u1', { step: 1 }, { ttlSeconds: 100 });
    expect(await handlers.merge('chat', 'u1', {})).toEqual({ step: 1, ...nothing });
    const undefinedOnly = await handlers.merge('chat', 'u1', { step: undefined }, { ttlSeconds: 'none' });
    expect(undefinedOnly).toEqual({ step: 1, ...nothing });
    expect(await client().ttl(key)).toBeGreaterThan(0);
    expect(await client().ttl(key)).toBeLessThanOrEqual(100);
  });

  it('rewrites no byte of a field it was not given', async () => {
    const { handlers, key } = setUp();
    await client().hset(key, RAW_TEXTS);
    const merged = await handlers.merge('chat', 'u1', { step: 1 });
    expect(merged).toMatchObject({ step: 1, price: 1.5, blanks: 1, quoted: 'x', notANumber: 'NaN' });
    expect(await client().hgetall(key)).toEqual({ ...RAW_TEXTS, step: '1' });
  });

  it('loses nothing of what others write to other fields at the same time', async () => {
    const { handlers } = setUp({ indexes: { handlers: ['count', 'name'] } });
    const rounds = Array.from({ length: 50 }, (_, round) => round);
    for (const round of rounds) {
      await Promise.all([
        handlers.merge('chat', 'u1', { [`merged${round}`]: round, step: round }),
        handlers.updateField('chat', 'u1', 'name', `name ${round}`),
        handlers.of('u1').incrementField('chat', 'count'),
        handlers.named('chat').appendToList('u1', 'list', round),
        handlers.upsert('chat', 'u1', { [`upserted${round}`]: round }),
      ]);
      expect(await handlers.getField('chat', 'u1', 'name')).toBe(`name ${round}`);
    }
    const state = await handlers.get('chat', 'u1');
    expect(state).toMatchObject({ count: 50, list: rounds, step: 49 });
    for (const round of rounds) {
      expect(state).toMatchObject({ [`merged${round}`]: round, [`upserted${round}`]: round });
    }
  });

  it('is one step: every answer holds the fields of the merge itself and never goes back', async () => {
    const { handlers } = setUp();
    await handlers.upsert('chat', 'u1', { count: 0 });
    const merges = Array.from({ length: 50 }, async (_, round) => {
      const [merged] = await Promise.all([
        handlers.merge('chat', 'u1', { [`round${round}`]: round }),
        handlers.incrementField('chat', 'u1', 'count'),
      ]);
      return merged;
    });
    const states = await Promise.all(merges);
    states.forEach((state, round) => expect(state[`round${round}`]).toBe(round));
    const counts = states.map(({ count }) => Number(count));
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(await handlers.getField('chat', 'u1', 'count')).toBe(50);
  });

  it('gives fields with a model as instances, typed, beside the name and the time', async () => {
    const { handlers } = setUp();
    const settings = Object.assign(new Settings(), { dark: false, language: 'en' });
    await handlers.upsert('chat', 'u1', { settings });
    const merged = await handlers.merge('chat', 'u1', { step: 1 }, { models: { settings: Settings } });
    expectTypeOf(merged.settings).toEqualTypeOf<Settings | null | undefined>();
    expectTypeOf(merged.handler_type).toEqualTypeOf<string>();
    expectTypeOf(merged.timestamp).toEqualTypeOf<string>();
    expectTypeOf(merged['step']).toEqualTypeOf<unknown>();
    expect(merged.settings).toBeInstanceOf(Settings);
    expect(merged.settings).toEqual(settings);
    const plain = await handlers.of('u1').merge('chat', { settings: { dark: true, language: 'de' } });
    expectTypeOf(plain).toEqualTypeOf<MergedState<undefined>>();
    expect(plain['settings']).not.toBeInstanceOf(Settings);
  });

  it('names the field whose stored value does not fit its model', async () => {
    const { handlers } = setUp();
    await handlers.upsert('chat', 'u1', { settings: { dark: 'maybe', language: 'en' } });
    await expect(
      handlers.merge('chat', 'u1', { step: 1 }, { models: { settings: Settings } }),
    ).rejects.toMatchObject({ code: 'MODEL_VALIDATION', paths: ['settings.dark'] });
  });

  it.each([
    [undefined, undefined, DEFAULT],
    [100, undefined, DEFAULT],
    [2_000, undefined, 2_000],
    ['none', undefined, 'none'],
    [2_000, 50, 50],
    ['none', 50, 50],
    [undefined, 'keep', DEFAULT],
    [100, 'keep', 100],
    [100, 'none', 'none'],
  ] as const)('from expiry %s with ttlSeconds %s leaves %s', async (before, ttlSeconds, after) => {
    const { handlers } = setUp({ ttl: { handlers: DEFAULT } });
    if (before !== undefined) await handlers.upsert('chat', 'u1', { step: 1 }, { ttlSeconds: before });
    await handlers.merge('chat', 'u1', { step: 2 }, ttlSeconds === undefined ? {} : { ttlSeconds });
    const ttl = await handlers.ttl('chat', 'u1');
    expect(typeof ttl === 'number' ? Math.ceil(ttl / 10) * 10 : ttl).toBe(after);
  });

  it('refuses wrong input before anything is written', async () => {
    const { handlers, key } = setUp();
    const merge = async (data: object, ttlSeconds = 10) => handlers.merge('chat', 'u1', data, { ttlSeconds });
    const notObjects: readonly object[] = JSON.parse('[null, "text", 7, [1]]');
    for (const data of notObjects) {
      await expect(merge(data)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', statusCode: 400 });
    }
    await expect(merge({ a: 1 }, 0)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(merge({ a: 1 }, -1)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(merge({ good: 1, bad: Number.NaN })).rejects.toMatchObject({
      code: 'UNSUPPORTED_VALUE',
      message: expect.stringContaining('bad'),
    });
    expect(await client().exists(key)).toBe(0);
  });

  it('fails on a key of another type and leaves it unchanged', async () => {
    const { handlers, key } = setUp();
    await client().set(key, 'text of another program');
    await expect(handlers.merge('chat', 'u1', { step: 1 })).rejects.toMatchObject({
      code: 'WRONG_TYPE',
      details: { operation: 'merge', pool: 'handlers', key: JSON.stringify(key) },
    });
    await expect(handlers.merge('chat', 'u1', {})).rejects.toMatchObject({ code: 'WRONG_TYPE' });
    expect(await client().get(key)).toBe('text of another program');
    expect(await client().pttl(key)).toBe(-1);
  });

  it('keeps the indexes in step with the fields it writes, and with those it does not', async () => {
    const { handlers } = setUp({ indexes: { handlers: ['step', 'topic'] } });
    const chat = handlers.named('chat');
    const idsOf = async (field: string, value: unknown) =>
      (await chat.findByField(field, value, { limit: 10 })).map(({ id }) => id);
    await handlers.merge('chat', 'u1', { step: 1, topic: 'sales' });
    await handlers.merge('chat', 'u2', { step: 1 });
    expect(await idsOf('step', 1)).toEqual(['u1', 'u2']);
    await handlers.merge('chat', 'u1', { step: 2 });
    expect(await idsOf('step', 1)).toEqual(['u2']);
    expect(await idsOf('step', 2)).toEqual(['u1']);
    expect(await idsOf('topic', 'sales')).toEqual(['u1']);
    await handlers.merge('chat', 'u1', {});
    expect(await idsOf('step', 2)).toEqual(['u1']);
  });

  it('takes a state of thousands of fields', async () => {
    const { handlers } = setUp();
    const fields = Object.fromEntries(Array.from({ length: 9_000 }, (_, index) => [`field${index}`, index]));
    await handlers.upsert('chat', 'u1', { step: 0 });
    const merged = await handlers.merge('chat', 'u1', fields);
    expect(merged).toMatchObject({ ...fields, step: 0 });
  });
});
