import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import type { RedisClient } from '../../../../libs/redis/src/connections/pool-clients.js';
import type { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { afterEach, describe, expect, it } from 'vitest';
import { connect, topologies, useTopology } from '../../../support/topologies.js';

describe.each(topologies)('whether scripts may begin with #!lua on $name', (topology) => {
  const redis = useTopology(topology);

  it('is known when the pool is connected', () => {
    expect(redis.client('user').scriptShebang).toBe(true);
  });
});

describe('whether scripts may begin with #!lua', () => {
  let server: RedisServer;
  let manager: RedisConnectionManager;

  afterEach(async () => {
    await manager.close();
    await server.stop();
  });

  async function start(config: readonly string[] = []): Promise<RedisClient> {
    server = await startRedis({ config });
    manager = await connect({ url: server.url });
    return manager.client('user');
  }

  it('is found out anew at every connection, before anything is sent', async () => {
    const client = await start();
    client.scriptShebang = false;
    const atReady = new Promise<boolean>((resolve) => {
      client.once('ready', () => resolve(client.scriptShebang));
    });
    await server.restart();
    expect(await atReady).toBe(true);
  });

  it('is found out soon after, where nobody may ask for the version', async () => {
    const client = await start(['rename-command HELLO ""']);
    await expect.poll(() => client.scriptShebang).toBe(true);
    client.scriptShebang = false;
    await server.restart();
    await expect.poll(() => client.scriptShebang).toBe(true);
  });

  it('is left as it is by those who know better, while the connection lasts', async () => {
    const client = await start();
    client.scriptShebang = false;
    await client.ping();
    expect(client.scriptShebang).toBe(false);
  });
});
