import { setTimeout as delay } from 'node:timers/promises';
import { resolveConfig } from '../../../../libs/redis/src/config/resolve-config.js';
import { createDedicatedRedis } from '../../../../libs/redis/src/connections/dedicated/create-dedicated.js';
import { DedicatedPool } from '../../../../libs/redis/src/connections/dedicated/dedicated-pool.js';
import { PoolGuard } from '../../../../libs/redis/src/connections/pool-guard.js';
import { silentLogger } from '../../../support/silent-logger.js';
import {
  CircuitOpenError,
  CommandOutcomeUnknownError,
  ConnectivityError,
  PoolUnavailableError,
} from '../../../../libs/redis/src/connections/connectivity.errors.js';
import type { RedisClient } from '../../../../libs/redis/src/connections/pool-clients.js';
import { waitUntil } from '@tenantry/redis-testing';
import { describe, expect, it } from 'vitest';
import { borrowAtOnce } from './borrow-at-once.js';
import { connect } from '../../../support/topologies.js';
import { OUTAGES, useOwnServer } from '../../../support/own-server.js';

/** Milliseconds that a promise takes to settle, either way. */
async function timeOf(promise: Promise<unknown>): Promise<number> {
  const before = performance.now();
  await promise.catch(() => undefined);
  return performance.now() - before;
}

describe('dedicated connections of a server that is gone', () => {
  const own = useOwnServer();

  /** As many connections as there are callers at once. */
  async function openConnections(count: number): Promise<void> {
    await borrowAtOnce(own.manager, count);
    expect(own.manager.poolStatistics('default').availableConnections).toBe(count);
  }

  async function recovers(): Promise<void> {
    await waitUntil(async () =>
      own.manager
        .withConnection('default', async (connection) => (await connection.ping()) === 'PONG')
        .catch(() => false),
    );
  }

  it.each(Object.keys(OUTAGES) as (keyof typeof OUTAGES)[])(
    'fail while they are lent if it was %s, and are never lent again',
    async (outage) => {
      const call = own.manager.withConnection('default', async (connection) => {
        await connection.set('before', '1');
        await OUTAGES[outage](own.server);
        return connection.incr('counter');
      });
      await expect(call).rejects.toThrow(ConnectivityError);
      await expect
        .poll(() => own.manager.poolStatistics('default').createdConnections, { timeout: 5_000 })
        .toBe(0);
      const next = own.manager.withConnection('default', async (connection) => connection.ping());
      expect(await timeOf(next)).toBeLessThan(1_500);
      await expect(next).rejects.toThrow(PoolUnavailableError);
      own.server.resume();
      if (outage === 'killed') await own.server.restart();
      await recovers();
    },
  );

  it('stay lost: watched keys are not forgotten by a reconnection', async () => {
    const call = own.manager.watch('default', 'key', async (connection, transaction) => {
      await own.manager.client('default').call('CLIENT', 'KILL', 'ID', String(await connection.client('ID')));
      await own.manager.client('default').set('key', 'theirs');
      await waitUntil(() => connection.status === 'end');
      transaction.set('key', 'ours');
    });
    await expect(call).rejects.toThrow(PoolUnavailableError);
    expect(await own.manager.client('default').get('key')).toBe('theirs');
  });

  it('are replaced when the server has closed them', async () => {
    await openConnections(5);
    await own.manager.client('default').call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await expect.poll(() => own.manager.poolStatistics('default').availableConnections).toBe(0);
    await openConnections(5);
    await expect(Promise.all(Array.from({ length: 20 }, async () => recovers()))).resolves.toBeDefined();
  });

  it('are given back without waiting for a server that hangs', async () => {
    let id = 0;
    const held = own.manager.withConnection('default', async (connection) => {
      id = await connection.client('ID');
      await connection.watch('key');
      own.server.pause();
    });
    expect(await timeOf(held)).toBeLessThan(250);
    await expect
      .poll(() => own.manager.poolStatistics('default').createdConnections, { timeout: 5_000 })
      .toBe(0);
    own.server.resume();
    await recovers();
    expect(await own.manager.withConnection('default', async (each) => each.client('ID'))).not.toBe(id);
  });

  it('do not keep a blocked caller longer than it asked for', async () => {
    const blocked = own.manager.withConnection('default', async (connection) => connection.blpop('list', 1));
    await waitUntil(async () =>
      String(await own.manager.client('default').client('LIST')).includes('cmd=blpop'),
    );
    own.server.pause();
    expect(await timeOf(blocked)).toBeLessThan(2_500);
    await expect(blocked).rejects.toThrow(ConnectivityError);
    own.server.resume();
  });

  it('are refused at once while the circuit of the pool is open', async () => {
    await openConnections(1);
    await own.server.kill();
    await waitUntil(async () =>
      own.manager
        .client('default')
        .get('key')
        .then(
          () => false,
          (error: unknown) => error instanceof CircuitOpenError,
        ),
    );
    await expect(own.manager.withConnection('default', () => 'lent')).rejects.toThrow(CircuitOpenError);
    await expect(own.manager.watch('default', 'key', () => 'called')).rejects.toThrow(CircuitOpenError);
    await own.server.restart();
    await recovers();
  });

  it('are tried before they are lent if nobody has used them for long', async () => {
    const pool = resolveConfig({ env: false, url: own.server.url }).pools.get('user');
    if (pool?.topology !== 'standalone') throw new Error('expected one server');
    const limits = { commandTimeoutMs: 200, acquireTimeoutMs: 400, openTimeoutMs: 200, checkAfterMs: 50 };
    const settings = { ...pool, ...limits, logger: silentLogger };
    const connections = new DedicatedPool(settings, () =>
      createDedicatedRedis(pool, new PoolGuard('user', limits.commandTimeoutMs, false)),
    );
    const lend = async (): Promise<number> => connections.lend((each) => each.client('ID'), undefined);
    try {
      const ids = await Promise.all([lend(), lend(), lend()]);
      expect(ids).toContain(await lend());
      own.server.pause();
      let calls = 0;
      await delay(2 * limits.checkAfterMs);
      await expect(connections.lend(() => (calls += 1), undefined)).rejects.toThrow(PoolUnavailableError);
      expect(calls).toBe(0);
      await expect.poll(() => connections.statistics.createdConnections, { timeout: 5_000 }).toBe(0);
      own.server.resume();
      await waitUntil(async () => !ids.includes(await lend().catch(() => ids[0] ?? 0)));
    } finally {
      await connections.close(0);
    }
  });

  it('leave nothing half done', async () => {
    const call = own.manager.watch('default', 'key', async (_connection: RedisClient, transaction) => {
      transaction.set('key', '1').set('other', '1');
      await own.server.kill();
    });
    await expect(call).rejects.toThrow(ConnectivityError);
    await own.server.restart();
    await recovers();
    expect(await own.manager.client('default').exists('key', 'other')).toBe(0);
  });
});

describe('dedicated connections of a pool that is closed', () => {
  const own = useOwnServer();

  it('are refused, and those who wait are told at once', async () => {
    const borrowers = Array.from({ length: 20 }, async () =>
      own.manager.withConnection('default', async (connection) => connection.blpop('list', 0.3)),
    );
    await expect.poll(() => own.manager.poolStatistics('default').inUseConnections).toBe(20);
    const waiting = own.manager.withConnection('default', () => 'never');
    const closed = own.manager.close();
    expect(await timeOf(waiting)).toBeLessThan(100);
    await expect(waiting).rejects.toThrow(/pool "default" has no connection \(the pools are closed\)/);
    await expect(own.manager.withConnection('default', () => 1)).rejects.toThrow(PoolUnavailableError);
    await expect(own.manager.watch('user', 'key', () => 1)).rejects.toThrow(PoolUnavailableError);
    expect(await Promise.all(borrowers)).toEqual(Array.from({ length: 20 }, () => null));
    await closed;
    expect(own.manager.poolStatistics('default')).toMatchObject({
      createdConnections: 0,
      inUseConnections: 0,
    });
  });

  it('leave nothing that keeps the process alive', async () => {
    const openHandles = (): number =>
      process.getActiveResourcesInfo().filter((kind) => /^(TCPSocket|PipeWrap|Timeout)/.test(kind)).length;
    const before = openHandles();
    const { server } = own;
    const other = await connect({ url: server.url });
    await borrowAtOnce(other, 20);
    await other.withConnection('default', async (connection) => connection.watch('key'));
    expect(openHandles()).toBeGreaterThan(before + 20);
    await other.close();
    await waitUntil(() => openHandles() <= before, { timeoutMs: 3_000 });
  });

  it('let their borrowers finish, with the other connections too', async () => {
    const working = own.manager.withConnection('default', async (connection) => {
      await connection.blpop('list', 0.5);
      return own.manager.client('user').set('key', 'last words');
    });
    await expect.poll(() => own.manager.poolStatistics('default').inUseConnections).toBe(1);
    await own.manager.close();
    expect(await working).toBe('OK');
  });

  it.each(['answers', 'hangs'])(
    'are cut when their borrowers take too long, if the server %s',
    async (server) => {
      const blocked = own.manager.withConnection('default', async (connection) =>
        connection.blpop('list', 0),
      );
      const outcome = blocked.catch((error: unknown) => error);
      const stuck = own.manager.withConnection('default', async (connection) => {
        await connection.ping();
        await new Promise(() => undefined);
      });
      void stuck;
      await expect.poll(() => own.manager.poolStatistics('default').inUseConnections).toBe(2);
      if (server === 'hangs') own.server.pause();
      expect(await timeOf(own.manager.close())).toBeLessThan(3_800);
      expect(await outcome).toBeInstanceOf(CommandOutcomeUnknownError);
      expect(own.manager.poolStatistics('default').createdConnections).toBe(0);
      own.server.resume();
    },
  );
});
