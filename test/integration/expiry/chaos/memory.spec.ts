import { startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handlerOf, TriggerApps } from '../worker/trigger-app.js';

describe('triggers on a Redis without memory left', () => {
  const apps = new TriggerApps();
  let server: RedisServer;
  let admin: Redis;

  beforeEach(async () => {
    server = await startRedis();
    admin = new Redis(server.urlFor(8), { protocol: 2 });
  });
  afterEach(async () => {
    await apps.close();
    admin.disconnect();
    await server.stop();
  });

  async function usedMemory(): Promise<number> {
    return Number(/used_memory:(\d+)/.exec(await admin.info('memory'))?.[1]);
  }

  it('are refused clearly when they are set, while those that are due run and are settled', async () => {
    let release: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const handled: string[] = [];
    const { triggersOf, schedule } = await apps.start({
      redis: { url: server.url },
      providers: [
        handlerOf('work', async ({ identifier }) => {
          await gate;
          handled.push(identifier);
        }),
      ],
    });
    const triggers = triggersOf('acme');
    const identifiers = Array.from({ length: 300 }, (_, index) => `u${index}`);
    await Promise.all(identifiers.map(async (identifier) => triggers.set('work', identifier, 0.01)));
    await expect.poll(async () => (await schedule.stats()).inFlight).toBe(50);
    await admin.config('SET', 'maxmemory', Math.round((await usedMemory()) / 2));
    await expect(triggers.set('work', 'too much', 1)).rejects.toMatchObject({
      code: 'COMMAND_REFUSED',
      retryable: true,
      message: expect.stringContaining('OOM'),
    });
    release?.();
    await expect.poll(() => handled.length, { timeout: 10_000 }).toBe(identifiers.length);
    await expect
      .poll(async () => {
        const { pending, inFlight, retrying, dead } = await schedule.stats();
        return pending + inFlight + retrying + dead;
      })
      .toBe(0);
    expect(new Set(handled).size).toBe(identifiers.length);
    await admin.config('SET', 'maxmemory', 0);
    await triggers.set('work', 'enough again', 0.01);
    await expect.poll(() => handled).toContain('enough again');
  });

  it('fire also if their TTL keys were evicted', async () => {
    const handled: string[] = [];
    const { triggersOf } = await apps.start({
      redis: { url: server.url },
      providers: [handlerOf('work', ({ identifier }) => handled.push(identifier))],
    });
    const identifiers = Array.from({ length: 500 }, (_, index) => `u${index}`);
    const triggers = triggersOf('acme');
    await Promise.all(identifiers.map(async (identifier) => triggers.set('work', identifier, 2)));
    await admin.config('SET', 'maxmemory-policy', 'volatile-lru');
    await admin.config('SET', 'maxmemory', Math.round((await usedMemory()) / 2));
    // A write makes room, as far as there are keys with an expiry.
    await waitUntil(async () => {
      await admin.set('cache', 'x').catch(() => undefined);
      return /evicted_keys:[1-9]\d\d/.test(await admin.info('stats'));
    });
    await admin.config('SET', 'maxmemory', 0);
    await expect.poll(() => new Set(handled).size, { timeout: 10_000 }).toBe(identifiers.length);
    expect(handled).toHaveLength(identifiers.length);
  });

  it('may carry a payload of a megabyte, and no more', async () => {
    const payloads: unknown[] = [];
    const { triggersOf } = await apps.start({
      redis: { url: server.url },
      providers: [handlerOf('work', ({ payload }) => payloads.push(payload))],
    });
    const payload = { text: 'é'.repeat(500_000), list: [1, 2, 3] };
    await triggersOf('acme').set('work', 'large', 0.01, { payload });
    await expect.poll(() => payloads.length).toBe(1);
    expect(payloads[0]).toEqual(payload);
    await expect(
      triggersOf('acme').set('work', 'too large', 0.01, { payload: 'x'.repeat(1_048_577) }),
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', statusCode: 400 });
  });
});
