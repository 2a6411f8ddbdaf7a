import { setTimeout as sleep } from 'node:timers/promises';
import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handlerOf, TriggerApps } from './trigger-app.js';

const NOW = { dueAt: new Date(0) };

describe('the commands of an expiry worker', () => {
  const apps = new TriggerApps();
  let server: RedisServer;
  let observer: Redis;

  beforeEach(async () => {
    server = await startRedis();
    observer = new Redis(server.url);
  });

  afterEach(async () => {
    await apps.close();
    observer.disconnect();
    await server.stop();
  });

  /** How often each command was called, those of the observer left out. */
  async function calls(): Promise<string[]> {
    return [...(await observer.info('commandstats')).matchAll(/cmdstat_(.+?):calls=(\d+)/g)]
      .map(([, command, count]) => `${command} ${count}`)
      .filter((line) => !line.startsWith('info '));
  }

  async function scriptCalls(): Promise<number> {
    return Number(/evalsha (\d+)/.exec((await calls()).join())?.[1] ?? 0);
  }

  it('are none without a handler', async () => {
    await apps.start({ redis: { url: server.url } });
    const before = await calls();
    await sleep(700);
    expect(await calls()).toEqual(before);
  });

  it('are at most one in five seconds while nothing is due', async () => {
    const app = await apps.start({
      redis: { url: server.url },
      providers: [handlerOf('remind', () => undefined)],
    });
    await app.triggersOf('acme').set('remind', 'u1', 600);
    await sleep(1_000);
    const before = await scriptCalls();
    await sleep(1_500);
    expect((await scriptCalls()) - before).toBeLessThanOrEqual(1);
  });

  it('are few while due triggers wait for a handler that is busy', async () => {
    let finish = (): void => undefined;
    const handled: string[] = [];
    const app = await apps.start({
      redis: { url: server.url },
      providers: [
        handlerOf(
          'one',
          async ({ identifier }) => {
            handled.push(identifier);
            await new Promise<void>((resolve) => (finish = resolve));
          },
          { concurrency: 1 },
        ),
      ],
    });
    await app
      .triggersOf('acme')
      .setMany([1, 2, 3].map((index) => ({ action: 'one', identifier: `u${index}`, when: NOW })));
    await expect.poll(() => handled).toHaveLength(1);
    const before = await scriptCalls();
    await sleep(500);
    expect((await scriptCalls()) - before).toBeLessThanOrEqual(3);
    for (const count of [2, 3]) {
      finish();
      await expect.poll(() => handled, { timeout: 200, interval: 5 }).toHaveLength(count);
    }
    finish();
    await expect.poll(() => app.events.counters().succeeded).toBe(3);
  });

  it('settle many triggers together', async () => {
    const app = await apps.start({
      redis: { url: server.url },
      expiry: { concurrency: 100 },
      providers: [handlerOf('remind', () => undefined)],
    });
    const before = await scriptCalls();
    await app.triggersOf('acme').setMany(
      Array.from({ length: 2_000 }, (_unused, index) => ({
        action: 'remind',
        identifier: `u${index}`,
        when: NOW,
      })),
    );
    await expect.poll(() => app.events.counters().succeeded, { timeout: 10_000 }).toBe(2_000);
    await expect.poll(async () => app.schedule.stats()).toMatchObject({ inFlight: 0 });
    expect((await scriptCalls()) - before).toBeLessThan(100);
  });
});
