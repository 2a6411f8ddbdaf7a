import { setTimeout as delay } from 'node:timers/promises';
import { startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { endure } from './outage.js';

const FROZEN_MS = 5_000;
const DATABASE = 15;

describe('500 callers of a pool', () => {
  let server: RedisServer;
  let reader: Redis;

  async function start(options: Parameters<typeof startRedis>[0]): Promise<void> {
    server = await startRedis(options);
    reader = new Redis(server.urlFor(DATABASE), { protocol: 2 });
    reader.on('error', () => undefined);
  }
  const options = () => ({
    url: inject('redisUrl'),
    pools: {
      default: {
        url: server.url,
        db: DATABASE,
        commandTimeoutMs: 1_000,
        connectTimeoutMs: 1_000,
        acquireTimeoutMs: 3_000,
      },
    },
  });
  afterEach(async () => {
    reader.disconnect();
    await server.stop();
  });

  it('whose server is killed and started again', async () => {
    await start({ appendonly: true });
    const { changes, trips } = await endure({
      what: 'kill -9 and restart',
      options: options(),
      reader,
      fault: async ({ untilRefused }) => {
        await server.kill();
        await untilRefused(2_000);
        await server.restart();
      },
    });
    expect(trips).toBe(1);
    expect(changes).toEqual(['HEALTHY -> DEGRADED', 'DEGRADED -> FAILED', 'FAILED -> DEGRADED']);
  });

  it('whose server hangs for five seconds', async () => {
    await start({});
    const { changes } = await endure({
      what: 'SIGSTOP for 5 s',
      options: options(),
      reader,
      fault: async ({ untilRefused }) => {
        server.pause();
        await Promise.all([untilRefused(2_000), delay(FROZEN_MS)]);
        server.resume();
      },
    });
    expect(changes.slice(0, 3)).toEqual(['HEALTHY -> DEGRADED', 'DEGRADED -> FAILED', 'FAILED -> DEGRADED']);
  });

  it('whose server loads its data for seconds', async () => {
    await start({
      config: ['save 3600 1', 'key-load-delay 1000', 'loading-process-events-interval-bytes 1024'],
    });
    await reader.eval("for i = 1, 2000 do redis.call('SET', 'key:' .. i, string.rep('x', 100)) end", 0);
    await endure({
      what: 'restart with data that takes seconds to load',
      options: options(),
      reader,
      fault: async () => {
        await server.restart();
        const admin = new Redis(server.url, { protocol: 2, enableReadyCheck: false });
        const isLoading = async (): Promise<boolean> =>
          (await admin.info('persistence')).includes('loading:1');
        expect(await isLoading()).toBe(true);
        await waitUntil(async () => !(await isLoading()), { everyMs: 5 });
        admin.disconnect();
      },
    });
  });
});
