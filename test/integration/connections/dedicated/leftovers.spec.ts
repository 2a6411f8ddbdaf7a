import type { RedisClient } from '../../../../libs/redis/src/connections/pool-clients.js';
import type { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, topologies } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';

type Leave = (connection: RedisClient, key: string) => unknown;

/** What a borrower may leave behind that can be undone. */
const UNDONE: Record<string, Leave> = {
  'watched keys': (connection, key) => connection.watch(key),
  'watched keys of a transaction that never came': async (connection, key) => {
    await connection.watch(key);
    connection.multi().set(key, 'never sent');
  },
  'an open transaction': async (connection, key) => {
    await connection.call('MULTI');
    await connection.set(key, 'queued');
  },
  'an open transaction with watched keys': async (connection, key) => {
    await connection.call('watch', key);
    await connection.multi({ pipeline: false });
    await connection.set(key, 'queued');
  },
};

/** What makes a connection useless to others. */
const CLOSED: Record<string, Leave> = {
  'another name': (connection) => connection.client('SETNAME', 'mine'),
  'another database': (connection) => connection.select(3).catch(() => undefined),
  'another protocol': (connection) => connection.call('HELLO', '2'),
  'a subscription': (connection, key) => connection.subscribe(key),
  'a setting of CLIENT': (connection) => connection.call('client', 'no-evict', 'on'),
  'read-only mode': (connection) => connection.readonly().catch(() => undefined),
  'an event listener': (connection) => connection.on('message', () => undefined),
  'a reset': (connection) => connection.call('RESET'),
  'a command without a reply': (connection, key) => void connection.blpop(key, 0).catch(() => undefined),
};

describe.each(topologies)('what a borrower leaves on $name:', (topology) => {
  let manager: RedisConnectionManager;
  let key: string;

  beforeEach(async () => {
    key = uniqueName('leftovers');
    manager = await connect({
      ...topology.options(),
      defaults: { maxConnections: 1, commandTimeoutMs: 1_000 },
    });
  });
  afterEach(async () => manager.close());

  /** Id of the next connection, which has to be like new. */
  async function expectClean(): Promise<number> {
    return manager.withConnection(
      'default',
      async (connection) => {
        const info = await connection.client('INFO');
        expect(info).toMatch(/ name=tenantry:default:dedicated /);
        expect(info).toMatch(/ sub=0 psub=0 .*multi=-1 /);
        expect(info).not.toMatch(/ watch=[1-9]/);
        await manager.client('default').set(key, 'changed by another');
        const replies = await connection.multi().set(key, 'mine').get(key).exec();
        expect(replies).toEqual([
          [null, 'OK'],
          [null, 'mine'],
        ]);
        return connection.client('ID');
      },
      { key },
    );
  }

  it.each(Object.keys(UNDONE))('%s is undone', async (what) => {
    const before = await expectClean();
    await manager.withConnection(
      'default',
      async (connection) => void (await UNDONE[what]?.(connection, key)),
      {
        key,
      },
    );
    expect(await expectClean()).toBe(before);
  });

  it.each(Object.keys(CLOSED))('%s costs the connection', async (what) => {
    const before = await expectClean();
    await manager.withConnection(
      'default',
      async (connection) => void (await CLOSED[what]?.(connection, key)),
      {
        key,
      },
    );
    expect(await expectClean()).not.toBe(before);
    expect(manager.poolStatistics('default')).toMatchObject({ createdConnections: 1, inUseConnections: 0 });
  });

  it('what only looks changes nothing', async () => {
    const before = await expectClean();
    await manager.withConnection(
      'default',
      async (connection) => {
        await connection.client('ID');
        await connection.client('GETNAME');
        await connection.watch(key);
        await connection.multi().get(key).exec();
      },
      { key },
    );
    expect(await expectClean()).toBe(before);
  });
});

describe.each(topologies.filter(({ clustered }) => clustered))(
  'a dedicated client of a $name',
  (topology) => {
    it.each(['watch', 'multi'] as const)('refuses %s, which needs one node', async (command) => {
      const manager = await connect(topology.options());
      try {
        const call = manager.withConnection('default', (connection) => connection.call(command, 'key'));
        await expect(call).rejects.toThrow(/options.key: expected a key/);
      } finally {
        await manager.close();
      }
    });
  },
);
