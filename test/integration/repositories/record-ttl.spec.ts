import { describe, expect, it } from 'vitest';
import type { WriteOptions } from '../../../libs/redis/src/repositories/repository-options.js';
import { KeyValueRepository } from '../../../libs/redis/src/repositories/key-value.repository.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { topologies, useTopology } from '../../support/topologies.js';

const DEFAULT = 500;
type Ttl = WriteOptions['ttlSeconds'];

/** Every write, each able to create the record and to change it. */
const WRITES = ['upsert', 'set', 'updateField', 'incrementField', 'appendToList', 'keyValue.set'] as const;

/** Expiry before the write (undefined: no record), `ttlSeconds` of the write, expiry expected afterwards. */
const RULE: ReadonlyArray<
  readonly [before: number | 'none' | undefined, given: Ttl, after: number | 'none']
> = [
  [undefined, undefined, DEFAULT],
  [100, undefined, DEFAULT],
  [2_000, undefined, 2_000],
  ['none', undefined, 'none'],
  [undefined, 50.5, 50.5],
  [100, 50.5, 50.5],
  [2_000, 50.5, 50.5],
  ['none', 50.5, 50.5],
  [undefined, 'keep', DEFAULT],
  [100, 'keep', 100],
  [2_000, 'keep', 2_000],
  ['none', 'keep', 'none'],
  [undefined, 'none', 'none'],
  [100, 'none', 'none'],
  ['none', 'none', 'none'],
];

/** The same rule where the default itself is `'none'`. */
const RULE_WITHOUT_DEFAULT: typeof RULE = [
  [undefined, undefined, 'none'],
  [100, undefined, 'none'],
  ['none', undefined, 'none'],
  [undefined, 50, 50],
  [undefined, 'keep', 'none'],
  [100, 'keep', 100],
  [100, 'none', 'none'],
];

describe.each(topologies)('The expiry of records on $name', (topology) => {
  const redis = useTopology(topology);

  class Records {
    readonly #users: UserRepository;
    readonly #keyValue: KeyValueRepository;

    constructor(
      readonly write: (typeof WRITES)[number],
      ttl: number | 'none',
    ) {
      const scope = redis.scope({ ttl: { users: ttl, keyValue: ttl } });
      this.#users = new UserRepository(scope);
      this.#keyValue = new KeyValueRepository(scope);
    }

    get repository(): UserRepository | KeyValueRepository {
      return this.write === 'keyValue.set' ? this.#keyValue : this.#users;
    }

    async run(id: string, ttlSeconds: Ttl): Promise<unknown> {
      const options = ttlSeconds === undefined ? {} : { ttlSeconds };
      switch (this.write) {
        case 'upsert':
          return this.#users.upsert(id, { name: 'Alice' }, options);
        case 'set':
          return this.#users.set(id, { name: 'Alice' }, options);
        case 'updateField':
          return this.#users.updateField(id, 'name', 'Alice', options);
        case 'incrementField':
          return this.#users.incrementField(id, 'count', 1, options);
        case 'appendToList':
          return this.#users.appendToList(id, 'tags', 'new', options);
        case 'keyValue.set':
          return this.#keyValue.set(id, 'value', options);
      }
    }
  }

  async function expectTtl(records: Records, id: string, expected: number | 'none'): Promise<void> {
    const actual = await records.repository.ttl(id);
    if (expected === 'none') {
      expect(actual).toBe('none');
    } else {
      expect(actual).toBeLessThanOrEqual(expected);
      expect(actual).toBeGreaterThan(expected - 10);
    }
  }

  describe.each(WRITES)('after %s', (write) => {
    it.each(RULE)('from %s with ttlSeconds %s is %s', async (before, given, after) => {
      const records = new Records(write, DEFAULT);
      if (before !== undefined) await records.run('u1', before);
      await records.run('u1', given);
      await expectTtl(records, 'u1', after);
    });

    it.each(RULE_WITHOUT_DEFAULT)(
      'without a default, from %s with %s is %s',
      async (before, given, after) => {
        const records = new Records(write, 'none');
        if (before !== undefined) await records.run('u1', before);
        await records.run('u1', given);
        await expectTtl(records, 'u1', after);
      },
    );

    it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 400_000_000])(
      'is not touched by ttlSeconds %s, which is refused',
      async (ttlSeconds) => {
        const records = new Records(write, DEFAULT);
        await expect(records.run('u1', ttlSeconds)).rejects.toMatchObject({
          code: 'INVALID_ARGUMENT',
          statusCode: 400,
        });
        expect(await records.repository.exists('u1')).toBe(false);
      },
    );
  });

  it('can be renewed without a write, by the same rule', async () => {
    for (const [before, given, after] of RULE.filter(([existing]) => existing !== undefined)) {
      const records = new Records('upsert', DEFAULT);
      await records.run('u1', before);
      expect(await records.repository.renewTtl('u1', given === undefined ? {} : { ttlSeconds: given })).toBe(
        true,
      );
      await expectTtl(records, 'u1', after);
    }
  });

  it('cannot be renewed, and is null, where there is no record', async () => {
    const users = new UserRepository(redis.scope());
    expect(await users.renewTtl('u1')).toBe(false);
    expect(await users.ttl('u1')).toBeNull();
    expect(await users.exists('u1')).toBe(false);
  });

  it('is left alone by deleteField and by reads', async () => {
    const users = new UserRepository(redis.scope());
    await users.upsert('u1', { a: 1, b: 2 }, { ttlSeconds: 50 });
    await users.deleteField('u1', 'a');
    await users.get('u1');
    await users.getField('u1', 'b');
    expect(await users.ttl('u1')).toBeLessThanOrEqual(50);
  });

  it('takes the record away when it has passed', async () => {
    const users = new UserRepository(redis.scope());
    await users.upsert('u1', { name: 'Alice' }, { ttlSeconds: 0.05 });
    await expect.poll(async () => users.get('u1')).toBeNull();
    expect(await users.upsert('u1', { name: 'Bob' })).toBe(true);
  });

  it('has the default of each tenant', async () => {
    const scope = redis.scope({ ttl: { defaultSeconds: 1_000 } });
    const users = new UserRepository(scope);
    const values = new KeyValueRepository(scope);
    await users.upsert('u1', { name: 'Alice' });
    await values.set('k1', 'value');
    expect(await users.ttl('u1')).toBeGreaterThan(990);
    expect(await values.ttl('k1')).toBe('none');
  });
});
