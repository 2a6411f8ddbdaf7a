import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OUTAGES } from '../../support/own-server.js';
import { connectWithHealth, timed, type HealthFixture } from './health-fixture.js';

const TIMEOUT_MS = 250;
/** What a busy machine may take on top. */
const SLACK_MS = 250;

describe.each(Object.keys(OUTAGES) as (keyof typeof OUTAGES)[])(
  'The health of a server that is %s',
  (outage) => {
    let server: RedisServer;
    let other: RedisServer;
    let fixture: HealthFixture;

    beforeEach(async () => {
      [server, other] = await Promise.all([startRedis(), startRedis()]);
      fixture = await connectWithHealth({ url: other.url, pools: { default: server.url, user: server.url } });
    });
    afterEach(async () => {
      server.resume();
      await fixture.manager.close();
      await Promise.all([server.stop(), other.stop()]);
    });

    const bringBack = async (): Promise<void> => {
      if (outage === 'frozen') server.resume();
      else await server.restart();
    };

    it('is down within the time limit, again and again', async () => {
      const { health } = fixture;
      expect((await health.pingCheck('redis')).redis.status).toBe('up');
      await OUTAGES[outage](server);
      await expect
        .poll(async () => (await health.pingCheck('redis', { timeoutMs: TIMEOUT_MS })).redis.status)
        .toBe('down');
      for (let round = 0; round < 10; round += 1) {
        const { result, tookMs } = await timed(health.pools('redis', { timeoutMs: TIMEOUT_MS }));
        expect(tookMs).toBeLessThan(TIMEOUT_MS + SLACK_MS);
        expect(result.redis.status).toBe('down');
        expect(result.redis.down.toSorted()).toEqual(['default', 'user']);
        expect(result.redis.pools['default']).toMatchObject({
          status: 'down',
          latencyMs: null,
          version: null,
        });
        expect(result.redis.pools['default']?.message).toMatch(/no answer|connection/i);
        expect(result.redis.pools['handlers']?.status).toBe('up');
      }
    });

    it('is down while the circuit is open, and up again by itself', async () => {
      const { health, manager } = fixture;
      await OUTAGES[outage](server);
      await expect
        .poll(
          async () => {
            await Promise.allSettled(
              Array.from({ length: 10 }, async () => manager.client('default').get('key')),
            );
            return manager.state('default');
          },
          { timeout: 10_000 },
        )
        .toBe('FAILED');
      const { result, tookMs } = await timed(health.pingCheck('redis', { timeoutMs: TIMEOUT_MS }));
      expect(tookMs).toBeLessThan(TIMEOUT_MS + SLACK_MS);
      expect(result.redis).toMatchObject({ status: 'down', state: 'FAILED', circuit: 'open' });
      await bringBack();
      await expect
        .poll(async () => (await health.pingCheck('redis', { timeoutMs: TIMEOUT_MS })).redis.status, {
          timeout: 10_000,
        })
        .toBe('degraded');
      expect((await health.pools('redis')).redis).toMatchObject({
        status: 'degraded',
        degraded: ['default'],
      });
    });

    it('degrades the whole only, if the application can do without that pool', async () => {
      await OUTAGES[outage](server);
      const check = async () =>
        fixture.health.pools('redis', { required: ['handlers'], timeoutMs: TIMEOUT_MS });
      await expect.poll(async () => (await check()).redis.down.length).toBe(2);
      expect((await check()).redis.status).toBe('degraded');
    });

    it('is up in no check of memory and triggers either', async () => {
      const fixtureOfOne = await connectWithHealth({ url: server.url });
      try {
        const { health } = fixtureOfOne;
        expect((await health.expiry('expiry')).expiry.status).toBe('up');
        await OUTAGES[outage](server);
        await expect
          .poll(async () => (await health.memory('memory', { timeoutMs: TIMEOUT_MS })).memory, {
            timeout: 5_000,
          })
          .toEqual({ status: 'down', servers: [], message: 'no server answered' });
        await expect
          .poll(async () => (await health.expiry('expiry', { timeoutMs: TIMEOUT_MS })).expiry.status, {
            timeout: 5_000,
          })
          .toBe('down');
        const { result, tookMs } = await timed(health.expiry('expiry', { timeoutMs: TIMEOUT_MS }));
        expect(tookMs).toBeLessThan(TIMEOUT_MS + SLACK_MS);
        expect(result.expiry.pools).toMatchObject([{ pool: 'expiry', status: 'down', backlog: null }]);
      } finally {
        server.resume();
        await fixtureOfOne.manager.close();
      }
    });
  },
);

describe('The health of a server that works while the process does not', () => {
  it('is up: answers are read before the time counts as over', async () => {
    const server = await startRedis();
    const { manager, health } = await connectWithHealth({ url: server.url, defaults: {} });
    try {
      const check = health.pingCheck('redis', { timeoutMs: 50 });
      const until = performance.now() + 300;
      setImmediate(() => {
        while (performance.now() < until) continue;
      });
      expect((await check).redis.status).toBe('up');
    } finally {
      await manager.close();
      await server.stop();
    }
  });
});
