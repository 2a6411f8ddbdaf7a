import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KeyValueRepository } from '../../../libs/redis/src/repositories/key-value.repository.js';
import type { ReadSourceOptions } from '../../../libs/redis/src/repositories/repository-options.js';
import type { TestRepositories } from '../../support/repositories.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { readCounts, replicatedTopologies, useReplicated } from './replicated-topologies.js';
import { trim, Visits } from './visits.repository.js';

class Product {
  name!: string;
}

interface Subject extends TestRepositories {
  readonly keyValue: KeyValueRepository;
}

/** Every read that takes `readFrom`, the commands it sends, and its answer. */
const READS: readonly {
  readonly name: string;
  readonly commands: readonly string[];
  readonly pool: 'default' | 'user' | 'handlers' | 'symphony_shared_state';
  readonly expected: unknown;
  readonly read: (subject: Subject, options: ReadSourceOptions) => Promise<unknown>;
}[] = [
  {
    name: 'users.get',
    commands: ['hgetall'],
    pool: 'user',
    expected: { name: 'Ann' },
    read: ({ users }, options) => users.get('u', options),
  },
  {
    name: 'users.of().get',
    commands: ['hgetall'],
    pool: 'user',
    expected: { name: 'Ann' },
    read: ({ users }, options) => users.of('u').get(options),
  },
  {
    name: 'users.getField',
    commands: ['hget'],
    pool: 'user',
    expected: 'Ann',
    read: ({ users }, options) => users.getField('u', 'name', options),
  },
  {
    name: 'users.exists',
    commands: ['exists'],
    pool: 'user',
    expected: true,
    read: ({ users }, options) => users.exists('u', options),
  },
  {
    name: 'users.of().exists',
    commands: ['exists'],
    pool: 'user',
    expected: true,
    read: ({ users }, options) => users.of('u').exists(options),
  },
  {
    name: 'users.ttl',
    commands: ['pttl'],
    pool: 'user',
    expected: expect.any(Number),
    read: ({ users }, options) => users.ttl('u', options),
  },
  {
    name: 'users.findByField',
    commands: ['zrangebylex', 'hgetall'],
    pool: 'user',
    expected: [{ id: 'u', record: { name: 'Ann' } }],
    read: ({ users }, options) => users.findByField('name', 'Ann', options),
  },
  {
    name: 'handlers.get',
    commands: ['hgetall'],
    pool: 'handlers',
    expected: { step: 1 },
    read: ({ handlers }, options) => handlers.get('chat', 'u', options),
  },
  {
    name: 'handlers.exists',
    commands: ['exists'],
    pool: 'handlers',
    expected: true,
    read: ({ handlers }, options) => handlers.exists('chat', 'u', options),
  },
  {
    name: 'tables.of().list',
    commands: ['zrangebylex', 'hgetall'],
    pool: 'handlers',
    expected: { records: [{ id: 'p', record: { name: 'Widget' } }], cursor: null },
    read: ({ tables }, options) => tables.of('products').list(options),
  },
  {
    name: 'tables.of(class).get',
    commands: ['hgetall'],
    pool: 'handlers',
    expected: { name: 'Widget' },
    read: ({ tables }, options) => tables.of('products', Product).get('p', options),
  },
  {
    name: 'tables.of(class).getField',
    commands: ['hget'],
    pool: 'handlers',
    expected: 'Widget',
    read: ({ tables }, options) => tables.of('products', Product).getField('p', 'name', options),
  },
  {
    name: 'sharedState.list',
    commands: ['zrangebylex', 'exists'],
    pool: 'symphony_shared_state',
    expected: ['draft'],
    read: ({ sharedState }, options) => sharedState.of('u').list(options),
  },
  {
    name: 'keyValue.get',
    commands: ['get'],
    pool: 'default',
    expected: { on: true },
    read: ({ keyValue }, options) => keyValue.get('flags', options),
  },
];

describe.each(replicatedTopologies)('Reads from replicas on $name', (topology) => {
  const redis = useReplicated(topology);
  let subject: Subject;

  beforeAll(() => {
    const scope = tenantScope(redis.manager, { ...redis.scopeOptions(), indexes: { user: ['name'] } });
    subject = {
      ...redis.repositories({ tenant: scope.tenantReference.resolve(), indexes: { user: ['name'] } }),
      keyValue: new KeyValueRepository(scope),
    };
  });
  beforeEach(async () => {
    await subject.users.upsert('u', { name: 'Ann' });
    await subject.handlers.upsert('chat', 'u', { step: 1 });
    await subject.tables.upsert('products', 'p', { name: 'Widget' });
    await subject.sharedState.of('u').upsert('draft', { text: 'x' });
    await subject.keyValue.set('flags', { on: true });
    await redis.replicated();
  });

  it('connects to no replica before the first of them', async () => {
    const names = (await redis.send(redis.servers.replicas, 'CLIENT', 'LIST')).join('\n');
    expect(names).not.toContain(':replica');
  });

  it.each(READS)('$name is answered by a replica', async ({ commands, pool, expected, read }) => {
    const { manager, servers } = redis;
    // The first read of a pool makes the connection.
    await read(subject, { readFrom: 'replica' });
    const counts = readCounts(manager, pool);
    const before = [
      await redis.calls(servers.primaries, ...commands),
      await redis.calls(servers.replicas, ...commands),
    ];
    expect(await read(subject, { readFrom: 'replica' })).toEqual(expected);
    const { replicaReads, replicaFallbacks } = readCounts(manager, pool);
    // A page of records counts once for its index and once for each record.
    expect(replicaReads - counts.replicaReads).toBe(commands.length);
    expect(replicaFallbacks).toBe(counts.replicaFallbacks);
    expect(await redis.calls(servers.primaries, ...commands)).toBe(before[0]);
    expect(await redis.calls(servers.replicas, ...commands)).toBeGreaterThan(before[1] ?? 0);
  });

  it.each(READS)(
    '$name is answered by the primary unless it is said',
    async ({ commands, expected, read }) => {
      const { servers } = redis;
      const before = await redis.calls(servers.replicas, ...commands);
      expect(await read(subject, {})).toEqual(expected);
      expect(await read(subject, { readFrom: 'primary' })).toEqual(expected);
      expect(await redis.calls(servers.replicas, ...commands)).toBe(before);
    },
  );

  it('may be old: what was not replicated yet is missing', async () => {
    const { users } = subject;
    await users.get('u', { readFrom: 'replica' });
    // The replica goes on answering, and takes no writes, its primary's included.
    await redis.send(redis.servers.replicas, 'CLIENT', 'PAUSE', '30000', 'WRITE');
    try {
      await users.upsert('u', { name: 'Beth' });
      await users.upsert('new', { name: 'Chris' });
      expect(await users.get('u')).toEqual({ name: 'Beth' });
      expect(await users.get('u', { readFrom: 'replica' })).toEqual({ name: 'Ann' });
      expect(await users.get('new', { readFrom: 'replica' })).toBeNull();
      expect(await users.exists('new', { readFrom: 'replica' })).toBe(false);
    } finally {
      await redis.send(redis.servers.replicas, 'CLIENT', 'UNPAUSE');
    }
    await redis.replicated();
    expect(await users.get('u', { readFrom: 'replica' })).toEqual({ name: 'Beth' });
    expect(await users.get('new', { readFrom: 'replica' })).toEqual({ name: 'Chris' });
  });

  it('remove no stale entry of an index: a replica may only be behind', async () => {
    const { users, keys, tenant } = subject;
    const client = redis.manager.client('user');
    const index = keys.index(tenant, 'user', 'name');
    await users.upsert('removed', { name: 'Removed' });
    // As another program does it, which knows of no index.
    await client.unlink(keys.user(tenant, 'removed'));
    await redis.replicated();
    const entries = await client.zcard(index);
    expect(await users.findByField('name', 'Removed', { readFrom: 'replica' })).toEqual([]);
    expect(await client.zcard(index)).toBe(entries);
    expect(await users.findByField('name', 'Removed')).toEqual([]);
    expect(await client.zcard(index)).toBe(entries - 1);
  });

  it('of many at once are answered together, each with its own answer', async () => {
    const { users } = subject;
    const ids = Array.from({ length: 200 }, (_unused, index) => `many-${index}`);
    await Promise.all(ids.map(async (id) => users.upsert(id, { name: id })));
    await redis.replicated();
    const before = readCounts(redis.manager, 'user');
    const found = await Promise.all(ids.map(async (id) => users.get(id, { readFrom: 'replica' })));
    expect(found).toEqual(ids.map((name) => ({ name })));
    expect(readCounts(redis.manager, 'user').replicaReads).toBe(before.replicaReads + ids.length);
  });

  it('run scripts that only read on replicas, which know none of them before', async () => {
    const visits = new Visits(tenantScope(redis.manager, redis.scopeOptions()));
    await visits.add('home');
    await redis.replicated();
    await visits.count('home');
    const { servers, manager } = redis;
    const primaryCalls = await redis.calls(servers.primaries, 'evalsha', 'eval');
    const before = readCounts(manager);
    expect(await visits.count('home')).toBe(1);
    expect(readCounts(manager)).toEqual({ ...before, replicaReads: before.replicaReads + 1 });
    expect(await redis.calls(servers.primaries, 'evalsha', 'eval')).toBe(primaryCalls);
  });

  it('take commands that only count', async () => {
    const visits = new Visits(tenantScope(redis.manager, redis.scopeOptions()));
    await visits.visitors('home', 'ann', 'beth', 'ann');
    await redis.replicated();
    const before = readCounts(redis.manager);
    expect(await visits.visitors('home')).toBe(2);
    expect(readCounts(redis.manager)).toEqual({ ...before, replicaReads: before.replicaReads + 1 });
  });

  it('have scripts that may write run by the primary', async () => {
    const visits = new Visits(tenantScope(redis.manager, redis.scopeOptions()));
    await visits.add('home');
    await visits.add('home');
    await redis.replicated();
    const before = readCounts(redis.manager);
    expect(await visits.count('home', trim)).toBe(1);
    expect(readCounts(redis.manager)).toEqual({
      ...before,
      replicaFallbacks: before.replicaFallbacks + 1,
    });
    await redis.replicated();
    expect(await visits.count('home')).toBe(1);
  });

  it('get the errors of commands as they are', async () => {
    const scope = tenantScope(redis.manager, redis.scopeOptions());
    const visits = new Visits(scope);
    const key = scope.runtime.keys.keyValue(scope.tenantReference.resolve(), 'visits');
    await redis.manager.client('default').set(`${key}:text`, 'no list');
    await redis.replicated();
    const before = readCounts(redis.manager).replicaFallbacks;
    await expect(visits.count('text')).rejects.toMatchObject({ code: 'WRONG_TYPE' });
    expect(readCounts(redis.manager).replicaFallbacks).toBe(before);
  });
});
