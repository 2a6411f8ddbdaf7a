import { join } from 'node:path';
import { startCluster, startRedis } from '@tenantry/redis-testing';
import { GuardedCluster } from '../../../libs/redis/src/connections/guarded-cluster.js';
import { GuardedRedis } from '../../../libs/redis/src/connections/guarded-redis.js';
import type { PoolClients } from '../../../libs/redis/src/connections/pool-clients.js';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { connect, topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';

/** What the server says about the connections of each pool. */
async function connectionsOf(manager: RedisConnectionManager): Promise<Record<string, number>> {
  const seen = await Promise.all(
    manager.aliases().map(async (alias) => {
      const info = String(await manager.client(alias).call('CLIENT', 'INFO'));
      return [/ name=(\S+)/.exec(info)?.[1], Number(/ db=(\d+)/.exec(info)?.[1])];
    }),
  );
  return Object.fromEntries(seen);
}

describe('the pools of one server', () => {
  it('use six databases over six named connections, and one for each alias of your own', async () => {
    const appName = uniqueName('app');
    const manager = await connect({ url: inject('redisUrl'), appName, pools: { analytics: { db: 3 } } });
    try {
      expect(await connectionsOf(manager)).toEqual({
        [`${appName}:default`]: 15,
        [`${appName}:user`]: 11,
        [`${appName}:handlers`]: 10,
        [`${appName}:symphony_shared_state`]: 9,
        [`${appName}:expiry`]: 8,
        [`${appName}:pubsub`]: 7,
        [`${appName}:analytics`]: 3,
      });
      const list = String(await manager.client('default').client('LIST'));
      expect(list.split('\n').filter((line) => line.includes(` name=${appName}:`))).toHaveLength(7);
    } finally {
      await manager.close();
    }
  });

  it('keep their data apart, and are emptied one by one', async () => {
    const server = await startRedis();
    const manager = await connect({ url: server.url });
    try {
      await Promise.all([manager.client('user').set('key', 'u'), manager.client('handlers').set('key', 'h')]);
      await expect(manager.flush('user', { confirm: 'handlers' })).rejects.toThrow(
        /confirm: expected the alias of the pool, "user", got "handlers"/,
      );
      expect(await manager.client('user').get('key')).toBe('u');
      await manager.flush('user', { confirm: 'user' });
      expect(await manager.client('user').get('key')).toBeNull();
      expect(await manager.client('handlers').get('key')).toBe('h');
    } finally {
      await manager.close();
      await server.stop();
    }
  });

  it('work over a Unix socket', async () => {
    const server = await startRedis();
    const manager = await connect({ url: `unix://${join(server.folder, 'redis.sock')}` });
    try {
      expect(await connectionsOf(manager)).toMatchObject({ 'tenantry:user': 11 });
    } finally {
      await manager.close();
      await server.stop();
    }
  });
});

describe('the pools of a cluster', () => {
  it('are emptied on all masters', async () => {
    // A cluster of its own: the shared one holds other tests' keys.
    const cluster = await startCluster();
    const nodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
    const manager = await connect({ defaults: { topology: 'cluster', nodes } });
    try {
      const client = manager.client('user');
      if (!(client instanceof GuardedCluster)) throw new Error('expected a cluster');
      const sizes = async () => Promise.all(client.nodes('master').map(async (node) => node.dbsize()));
      await Promise.all(
        Array.from({ length: 60 }, async (_unused, index) => client.set(`key-${index}`, 'value')),
      );
      expect(Math.min(...(await sizes()))).toBeGreaterThan(0);
      await manager.flush('user', { confirm: 'user' });
      expect(await sizes()).toEqual([0, 0, 0]);
    } finally {
      await manager.close();
      await cluster.stop();
    }
  });
});

describe.each(topologies)('a pool on $name', (topology) => {
  let manager: RedisConnectionManager;

  beforeAll(async () => {
    manager = await connect(topology.options());
  });
  afterAll(async () => manager.close());

  it('is found by its alias only', () => {
    expect(manager.client('user')).toBe(manager.client('user'));
    expect(manager.client('user').poolAlias).toBe('user');
    const pools: PoolClients = manager;
    const unknown = (): unknown => pools.client('User');
    expect(unknown).toThrow(/There is no pool "User"\. Known: default, user, handlers,/);
    expect(unknown).toThrow(expect.objectContaining({ code: 'UNKNOWN_POOL' }));
  });

  it('says whether scripts may begin with #!lua', async () => {
    const client = manager.client('user');
    expect(client.scriptShebang).toBe(true);
    expect(await client.eval('#!lua\nreturn redis.call("PING")', 0)).toBe('PONG');
  });

  it('passes errors of the server on as they are', async () => {
    const key = uniqueName('text');
    const client = manager.client('default');
    await client.set(key, 'x');
    await expect(client.lpush(key, 'y')).rejects.toMatchObject({
      name: 'ReplyError',
      message: expect.stringMatching(/^WRONGTYPE/),
    });
    expect(await client.pipeline().lpush(key, 'y').exec()).toEqual([
      [expect.objectContaining({ name: 'ReplyError' })],
    ]);
  });

  it.each(['multi', 'subscribe', 'psubscribe'])(
    'refuses %s on the connection that all callers share',
    async (command) => {
      const call = manager.client('default').call(command, 'x');
      await expect(call).rejects.toMatchObject({ code: 'SHARED_CONNECTION' });
      expect(await manager.client('default').ping()).toBe('PONG');
    },
  );

  it('gives out connections of your own that are guarded too', async () => {
    const client = manager.client('user');
    const own = client instanceof GuardedCluster ? client.duplicate() : client.duplicate();
    const kind = topology.clustered ? GuardedCluster : GuardedRedis;
    try {
      expect(own).toBeInstanceOf(kind);
      expect(own).toMatchObject({ poolAlias: 'user', scriptShebang: true });
      expect(await own.subscribe(uniqueName('channel'))).toBe(1);
    } finally {
      own.disconnect();
    }
    await expect(own.get('key')).rejects.toMatchObject({ code: 'POOL_UNAVAILABLE' });
  });
});

describe('a pool on one server', () => {
  it('refuses SELECT, which would move all callers to another database', async () => {
    const manager = await connect({ url: inject('redisUrl') });
    await expect(manager.client('user').select(3)).rejects.toMatchObject({ code: 'SHARED_CONNECTION' });
    expect(String(await manager.client('user').call('CLIENT', 'INFO'))).toMatch(/ db=11 /);
    await manager.close();
  });
});
