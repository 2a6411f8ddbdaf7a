import { startRedis } from '@tenantry/redis-testing';
import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../libs/redis/src/config/resolve-config.js';
import { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { listenedServers } from '../../../libs/redis/src/expiry/bridge/listened-servers.js';
import { connect, topologies } from '../../support/topologies.js';
import { silentLogger } from '../../support/silent-logger.js';
import { uniqueName } from '../../support/unique-name.js';

function statisticsOf(manager: RedisConnectionManager, alias = 'default') {
  const statistics = manager.statistics().databaseStats[alias];
  if (statistics === undefined) throw new Error(`no statistics of ${alias}`);
  return statistics;
}

/** A connection is lent again when it is tidy. */
async function tidied(manager: RedisConnectionManager): Promise<void> {
  await expect
    .poll(() => manager.poolStatistics('default'))
    .toMatchObject({ inUseConnections: 0, availableConnections: 1 });
}

describe.each(topologies)('Statistics on $name', (topology) => {
  it('do not count what the library does to tidy up after borrowers', async () => {
    const manager = await connect(topology.options());
    try {
      const key = uniqueName('watched');
      const before = statisticsOf(manager).successfulOperations;
      await manager.withConnection('default', async (connection) => connection.watch(key), { key });
      await tidied(manager);
      await manager.withConnection(
        'default',
        async (connection) => {
          connection.multi({ pipeline: false }).catch(() => undefined);
          await connection.call('set', key, '1');
        },
        { key },
      );
      await tidied(manager);
      // WATCH, MULTI, SET; neither UNWATCH nor DISCARD.
      expect(statisticsOf(manager).successfulOperations).toBe(before + 3);
    } finally {
      await manager.close();
    }
  });

  it('count the connections that listen to expiring keys', async () => {
    const manager = await connect(topology.options());
    const connections = listenedServers(manager.client('expiry')).map((server) => server.openConnection());
    try {
      const before = statisticsOf(manager, 'expiry').totalConnections;
      await Promise.all(connections.map(async (connection) => connection.connect()));
      expect(statisticsOf(manager, 'expiry').totalConnections).toBe(before + connections.length);
      expect(connections).toHaveLength(topology.clustered ? 3 : 1);
    } finally {
      connections.forEach((connection) => connection.disconnect());
      await manager.close();
    }
  });
});

describe('Statistics of the start', () => {
  it('count every attempt to connect but the first', async () => {
    const server = await startRedis();
    await server.kill();
    const manager = new RedisConnectionManager(
      resolveConfig({
        env: false,
        configFile: false,
        url: server.url,
        defaults: { onStartup: 'retry', startupMinDelayMs: 20, startupMaxDelayMs: 50 },
      }),
      silentLogger,
    );
    try {
      expect(statisticsOf(manager).totalRetryAttempts).toBe(0);
      const connected = manager.connect();
      connected.catch(() => undefined);
      await expect.poll(() => statisticsOf(manager).totalRetryAttempts).toBeGreaterThanOrEqual(3);
      await server.restart();
      await connected;
      expect(statisticsOf(manager)).toMatchObject({ failedOperations: 0, state: 'HEALTHY' });
    } finally {
      await manager.close();
      await server.stop();
    }
  });
});
