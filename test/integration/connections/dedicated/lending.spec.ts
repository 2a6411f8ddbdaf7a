import { GuardedCluster } from '../../../../libs/redis/src/connections/guarded-cluster.js';
import type { RedisClient } from '../../../../libs/redis/src/connections/pool-clients.js';
import type { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import {
  ConnectionReturnedError,
  ConnectionWaitTimeoutError,
} from '../../../../libs/redis/src/connections/dedicated/dedicated.errors.js';
import { UnknownPoolError } from '../../../../libs/redis/src/connections/pool.errors.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, topologies } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';

/** Id of the connection at the server. */
async function idOf(connection: RedisClient): Promise<number> {
  return Number(await connection.call('CLIENT', 'ID'));
}

describe.each(topologies)('dedicated connections on $name', (topology) => {
  let manager: RedisConnectionManager;
  let key: string;

  beforeEach(async () => {
    key = uniqueName('dedicated');
    manager = await connect({
      ...topology.options(),
      defaults: { acquireTimeoutMs: 400, connectionName: key },
    });
  });
  afterEach(async () => manager.close());

  it('are made on demand, and used again', async () => {
    expect(manager.poolStatistics('default')).toEqual({
      databaseName: 'default',
      createdConnections: 0,
      availableConnections: 0,
      inUseConnections: 0,
      waitingCallers: 0,
      maxConnections: 20,
      idleConnections: 0,
      lastCleanup: null,
    });
    const ids = new Set<number>();
    for (let round = 0; round < 5; round += 1) {
      ids.add(await manager.withConnection('default', idOf, { key }));
    }
    expect(ids.size).toBe(1);
    expect(manager.poolStatistics('default')).toMatchObject({
      createdConnections: 1,
      availableConnections: 1,
    });
  });

  it('are lent to one caller at a time: 100 callers share 20', async () => {
    const counts = { running: 0, most: 0 };
    let goOn = (): void => undefined;
    const twentyRun = new Promise<void>((resolve) => (goOn = resolve));
    const ids = await Promise.all(
      Array.from({ length: 100 }, async () =>
        manager.withConnection(
          'default',
          async (connection) => {
            counts.most = Math.max(counts.most, (counts.running += 1));
            expect(manager.poolStatistics('default').inUseConnections).toBeLessThanOrEqual(20);
            if (counts.running === 20) goOn();
            await twentyRun;
            const id = await idOf(connection);
            counts.running -= 1;
            return id;
          },
          { key },
        ),
      ),
    );
    expect(counts).toEqual({ running: 0, most: 20 });
    expect(new Set(ids).size).toBe(20);
    expect(manager.poolStatistics('default')).toMatchObject({
      createdConnections: 20,
      availableConnections: 20,
      inUseConnections: 0,
      waitingCallers: 0,
    });
  });

  it('are waited for, but not for ever', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const borrowers = Array.from({ length: 20 }, async () =>
      manager.withConnection('default', async () => released, { key }),
    );
    await expect.poll(() => manager.poolStatistics('default').inUseConnections).toBe(20);
    const [late, later] = [1, 2].map(async () => manager.withConnection('default', () => 'ok', { key }));
    expect(manager.poolStatistics('default').waitingCallers).toBe(2);
    const failure: unknown = await late?.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConnectionWaitTimeoutError);
    expect(failure).toMatchObject({
      code: 'CONNECTION_WAIT_TIMEOUT',
      retryable: true,
      statusCode: 503,
      details: { pool: 'default', maxConnections: 20, timeoutMs: 400, isNested: false },
    });
    expect(String(failure)).toMatch(
      /pool "default" .* within 400 ms: all 20 are in use.*raise `maxConnections`/,
    );
    await expect(later).rejects.toThrow(ConnectionWaitTimeoutError);
    release();
    await Promise.all(borrowers);
    expect(manager.poolStatistics('default')).toMatchObject({ inUseConnections: 0, waitingCallers: 0 });
    expect(await manager.withConnection('default', () => 'ok', { key })).toBe('ok');
  });

  it('say so when callers that hold one wait for each other', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, async () =>
        manager.withConnection(
          'default',
          async () => {
            await expect.poll(() => manager.poolStatistics('default').inUseConnections).toBe(20);
            return manager.withConnection('default', () => 'inner', { key });
          },
          { key },
        ),
      ),
    );
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) {
      expect(failure).toMatchObject({ name: 'ConnectionWaitTimeoutError', details: { isNested: true } });
      expect(String(failure)).toMatch(/holds one already.*Use the connection the callback was given/);
    }
    expect(manager.poolStatistics('default').inUseConnections).toBe(0);
  });

  it('are given back when the callback throws, with its error', async () => {
    const mistake = new Error('mistake');
    for (let round = 0; round < 25; round += 1) {
      const call = manager.withConnection('default', () => Promise.reject(mistake), { key });
      await expect(call).rejects.toBe(mistake);
    }
    const thrown = manager.withConnection('default', () => {
      throw mistake;
    });
    await expect(thrown).rejects.toBe(mistake);
    expect(manager.poolStatistics('default').inUseConnections).toBe(0);
  });

  it('are of no use after the callback has ended', async () => {
    let kept: RedisClient | undefined;
    await manager.withConnection('default', (connection) => void (kept = connection), { key });
    expect(() => kept?.set(key, '1')).toThrow(ConnectionReturnedError);
    expect(() => kept?.set(key, '1')).toThrow(/set was not carried out.*pool "default".*Await everything/);
  });

  it('carry the name of the application and the pool', async () => {
    const list = async (client: RedisClient): Promise<string> => String(await client.call('CLIENT', 'LIST'));
    // The shared connection to the node that is asked.
    await manager.client('user').exists(key);
    const names = await manager.withConnection('default', list, { key });
    expect(names).toContain(` name=${key}:dedicated `);
    expect(names).toContain(` name=${key} `);
  });

  it('take commands that block, longer than others may take', async () => {
    const patient = await connect({ ...topology.options(), defaults: { commandTimeoutMs: 100 } });
    try {
      const popped = patient.withConnection('default', (connection) => connection.blpop(key, 5), { key });
      const nothing = patient.withConnection(
        'default',
        (connection) => connection.blpop(`{${key}}:none`, 1),
        { key },
      );
      expect(await nothing).toBeNull();
      await manager.client('default').rpush(key, 'item');
      expect(await popped).toEqual([key, 'item']);
      expect(patient.poolStatistics('default')).toMatchObject({
        inUseConnections: 0,
        availableConnections: 2,
      });
    } finally {
      await patient.close();
    }
  });

  it('without a key take what belongs to the whole deployment', async () => {
    const replies = await manager.withConnection('default', async (connection) => {
      expect(connection instanceof GuardedCluster).toBe(topology.clustered);
      await Promise.all(['a', 'b', 'c'].map(async (name) => connection.set(`${key}:${name}`, name)));
      return Promise.all(['a', 'b', 'c'].map(async (name) => connection.getdel(`${key}:${name}`)));
    });
    expect(replies).toEqual(['a', 'b', 'c']);
  });

  it('of an unknown pool are an error', async () => {
    const nowhere = 'nowhere' as 'default';
    await expect(manager.withConnection(nowhere, () => 1)).rejects.toThrow(UnknownPoolError);
    await expect(manager.watch(nowhere, key, () => 1)).rejects.toThrow(UnknownPoolError);
    expect(() => manager.poolStatistics(nowhere)).toThrow(UnknownPoolError);
  });
});
