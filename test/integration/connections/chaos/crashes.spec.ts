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
  /** Starts it again, and waits until it has loaded what it had stored. Returns whether that took a while. */
  async function restart(): Promise<boolean> {
    await server.restart();
    const admin = new Redis(server.url, { protocol: 2, enableReadyCheck: false });
    const isLoading = async (): Promise<boolean> => (await admin.info('persistence')).includes('loading:1');
    const tookAWhile = await isLoading();
    await waitUntil(async () => !(await isLoading()), { everyMs: 5 });
    admin.disconnect();
    return tookAWhile;
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
    const { states, trips } = await endure({
      what: 'kill -9 and restart',
      options: options(),
      reader,
      fault: async (load) => {
        await server.kill();
        await load.untilRefused(2_000);
        await restart();
      },
    });
    expect(trips).toBe(1);
    expect(states).toEqual(['HEALTHY', 'DEGRADED', 'FAILED', 'DEGRADED']);
  });

  it('whose server hangs for five seconds', async () => {
    await start({});
    const { states } = await endure({
      what: 'SIGSTOP for 5 s',
      options: options(),
      reader,
      fault: async (load) => {
        server.pause();
        await Promise.all([load.untilRefused(2_000), delay(FROZEN_MS)]);
        server.resume();
      },
    });
    expect(states.slice(0, 4)).toEqual(['HEALTHY', 'DEGRADED', 'FAILED', 'DEGRADED']);
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
        expect(await restart()).toBe(true);
      },
    });
  });
});
