import { describe, expect, it } from 'vitest';
import type { WriteOptions } from '../../../libs/redis/src/repositories/repository-options.js';
import { KeyValueRepository } from '../../../libs/redis/src/repositories/key-value.repository.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { topologies, useTopology } from '../../support/topologies.js';

const DEFAULT = 500;
type Ttl = WriteOptions['ttlSeconds'];

interface Repositories {
  readonly users: UserRepository;
  readonly values: KeyValueRepository;
}

/** Every write, each able to create the record and to change it. */
const WRITES = {
  upsert: async ({ users }: Repositories, options: WriteOptions) =>
    users.upsert('u1', { name: 'A' }, options),
  set: async ({ users }: Repositories, options: WriteOptions) => users.set('u1', { name: 'A' }, options),
  updateField: async ({ users }: Repositories, options: WriteOptions) =>
    users.updateField('u1', 'name', 'A', options),
  incrementField: async ({ users }: Repositories, options: WriteOptions) =>
    users.incrementField('u1', 'count', 1, options),
  appendToList: async ({ users }: Repositories, options: WriteOptions) =>
    users.appendToList('u1', 'tags', 'new', options),
  'keyValue.set': async ({ values }: Repositories, options: WriteOptions) => values.set('u1', 'A', options),
};
const METHODS = ['upsert', 'set', 'updateField', 'incrementField', 'appendToList', 'keyValue.set'] as const;

function optionsOf(ttlSeconds: Ttl): WriteOptions {
  return ttlSeconds === undefined ? {} : { ttlSeconds };
}

/** To ten seconds above: tests take time. */
function rounded(ttl: number | 'none' | null): number | 'none' | null {
  return typeof ttl === 'number' ? Math.ceil(ttl / 10) * 10 : ttl;
}

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

  /** A record that is written by one method only. */
  function recordWrittenBy(method: keyof typeof WRITES, defaultTtl: number | 'none') {
    const scope = redis.scope({ ttl: { users: defaultTtl, keyValue: defaultTtl } });
    const users = new UserRepository(scope);
    const values = new KeyValueRepository(scope);
    const repository = method === 'keyValue.set' ? values : users;
    return {
      write: async (ttlSeconds: Ttl) => WRITES[method]({ users, values }, optionsOf(ttlSeconds)),
      ttl: async () => repository.ttl('u1'),
      exists: async () => repository.exists('u1'),
    };
  }

  describe.each(METHODS)('after %s', (method) => {
    it.each(RULE)('from %s with ttlSeconds %s is %s', async (before, given, after) => {
      const record = recordWrittenBy(method, DEFAULT);
      if (before !== undefined) await record.write(before);
      await record.write(given);
      expect(rounded(await record.ttl())).toBe(rounded(after));
    });

    it.each(RULE_WITHOUT_DEFAULT)(
      'without a default, from %s with %s is %s',
      async (before, given, after) => {
        const record = recordWrittenBy(method, 'none');
        if (before !== undefined) await record.write(before);
        await record.write(given);
        expect(rounded(await record.ttl())).toBe(rounded(after));
      },
    );

    it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 400_000_000])(
      'is not touched by ttlSeconds %s, which is refused',
      async (ttlSeconds) => {
        const record = recordWrittenBy(method, DEFAULT);
        const refusal = { code: 'INVALID_ARGUMENT', statusCode: 400 };
        await expect(record.write(ttlSeconds)).rejects.toMatchObject(refusal);
        expect(await record.exists()).toBe(false);
      },
    );
  });

  it.each(RULE.filter(([before]) => before !== undefined))(
    'can be renewed without a write: from %s with ttlSeconds %s it is %s',
    async (before, given, after) => {
      const users = new UserRepository(redis.scope({ ttl: { users: DEFAULT } }));
      await users.upsert('u1', { name: 'Alice' }, optionsOf(before));
      expect(await users.renewTtl('u1', optionsOf(given))).toBe(true);
      expect(rounded(await users.ttl('u1'))).toBe(rounded(after));
      expect(await users.get('u1')).toEqual({ name: 'Alice' });
    },
  );

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
