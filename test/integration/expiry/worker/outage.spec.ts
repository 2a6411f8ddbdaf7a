import { setTimeout as sleep } from 'node:timers/promises';
import type { ExpiryEvent } from '@tenantry/redis';
import { FaultProxy, startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uniqueName } from '../../../support/unique-name.js';
import { handlerOf, TriggerApps, type TriggerApp } from './trigger-app.js';

const DURABLE = ['appendonly yes', 'appendfsync always'];
const NOW = { dueAt: new Date(0) };

describe('the expiry worker while Redis is away', () => {
  const apps = new TriggerApps();
  let server: RedisServer;
  let proxy: FaultProxy;

  beforeEach(async () => {
    server = await startRedis({ config: DURABLE });
    proxy = new FaultProxy(server);
    await proxy.listen();
  });

  afterEach(async () => {
    await apps.close();
    await proxy.close();
    await server.stop();
  });

  async function start(handle: (event: ExpiryEvent) => unknown, leaseMs = 30_000): Promise<TriggerApp> {
    return apps.start({
      redis: { url: proxy.url },
      expiry: { leaseMs },
      providers: [handlerOf('remind', handle), handlerOf('invoice', () => undefined)],
    });
  }

  function aboutTriggers(lines: readonly string[]): string[] {
    return lines.filter((line) => /^Triggers/.test(line));
  }

  it('waits, says so once, and goes on when it is back', async () => {
    const handled: string[] = [];
    const app = await start(({ identifier }) => handled.push(identifier));
    const triggers = app.triggersOf(uniqueName('acme'));
    await triggers.set('remind', 'before', NOW);
    await expect.poll(() => handled).toEqual(['before']);
    for (const outage of [1, 2]) {
      await triggers.set('remind', `during ${outage}`, 1);
      await server.kill();
      await expect.poll(() => aboutTriggers(app.log.warnings), { timeout: 8_000 }).toHaveLength(outage);
      await server.restart();
      await expect.poll(() => handled, { timeout: 15_000 }).toContain(`during ${outage}`);
      await waitUntil(async () => triggers.set('remind', `after ${outage}`, NOW));
      await expect.poll(() => handled, { timeout: 15_000 }).toContain(`after ${outage}`);
      await expect.poll(() => aboutTriggers(app.log.logs), { timeout: 15_000 }).toHaveLength(outage);
    }
    expect(aboutTriggers(app.log.warnings)).toHaveLength(2);
    expect(app.log.errors).toEqual([]);
    expect(handled).toHaveLength(5);
  });

  it('settles what a handler finished meanwhile as soon as it is back', async () => {
    const attempts: number[] = [];
    let finish: (() => void) | undefined;
    const app = await start(async ({ attempt }) => {
      attempts.push(attempt);
      await new Promise<void>((resolve) => (finish = resolve));
    });
    await app.triggersOf(uniqueName('acme')).set('remind', 'x', NOW);
    await expect.poll(() => finish).toBeDefined();
    await server.kill();
    finish?.();
    await expect.poll(() => aboutTriggers(app.log.warnings), { timeout: 8_000 }).toHaveLength(1);
    await server.restart();
    await expect
      .poll(async () => app.schedule.stats().catch(() => undefined), { timeout: 15_000 })
      .toMatchObject({ inFlight: 0, retrying: 0, pending: 0, dead: 0 });
    expect(attempts).toEqual([1]);
    expect(app.log.errors).toEqual([]);
    expect(app.events.counters()).toMatchObject({ succeeded: 1, stale: 0 });
  });

  it('does not take an outcome for lost that arrived although its reply did not', async () => {
    let finish: (() => void) | undefined;
    const app = await start(async () => new Promise<void>((resolve) => (finish = resolve)));
    await app.triggersOf(uniqueName('acme')).set('remind', 'x', NOW);
    await expect.poll(() => finish).toBeDefined();
    proxy.dropReplies(1);
    finish?.();
    await expect.poll(() => aboutTriggers(app.log.logs), { timeout: 15_000 }).toHaveLength(1);
    expect(proxy.counters.droppedReplies).toBe(1);
    await expect
      .poll(async () => app.schedule.stats().catch(() => undefined), { timeout: 15_000 })
      .toMatchObject({ inFlight: 0, retrying: 0 });
    expect(app.events.counters()).toMatchObject({ fired: 1, succeeded: 1, stale: 0 });
    expect(app.log.warnings.filter((line) => line.includes('outcome'))).toEqual([]);
  });

  it('keeps leases over an outage that is shorter', async () => {
    let finish: (() => void) | undefined;
    const signals: AbortSignal[] = [];
    const app = await start(async ({ signal }) => {
      signals.push(signal);
      await new Promise<void>((resolve) => (finish = resolve));
    }, 3_000);
    await app.triggersOf(uniqueName('acme')).set('remind', 'x', NOW);
    await expect.poll(() => finish).toBeDefined();
    await server.kill();
    // A third of the lease, when the first renewal is due, and a little more.
    await sleep(1_200);
    await server.restart();
    // Later than the end of the lease as it was before the outage.
    await sleep(2_500);
    finish?.();
    await expect
      .poll(async () => app.schedule.stats(), { timeout: 10_000 })
      .toMatchObject({ inFlight: 0, retrying: 0, dead: 0 });
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    expect(app.log.errors).toEqual([]);
  });

  it.each(['refuses connections', 'stays silent'])(
    'aborts the signal when the lease may have ended, if Redis %s',
    async (how) => {
      let signal: AbortSignal | undefined;
      const app = await start(async (event) => {
        // It may have been leased again unseen, by a command that the server was late with.
        if (event.attempt > 1) return;
        signal = event.signal;
        await new Promise((resolve) => event.signal.addEventListener('abort', resolve));
      }, 1_000);
      await app.triggersOf(uniqueName('acme')).set('remind', 'x', NOW);
      await expect.poll(() => signal).toBeDefined();
      if (how === 'stays silent') server.pause();
      else await server.kill();
      // Long before a command times out.
      await expect.poll(() => signal?.aborted, { timeout: 2_000 }).toBe(true);
      expect(signal?.reason).toMatchObject({ name: 'AbortError' });
      if (how === 'stays silent') server.resume();
      else await server.restart();
      // It has the trigger still, or again: nothing is lost either way.
      await expect
        .poll(async () => app.schedule.stats().catch(() => undefined), { timeout: 15_000 })
        .toMatchObject({ inFlight: 0, retrying: 0, dead: 0 });
    },
  );

  it('can be stopped, and says what it could not settle', async () => {
    let finish: (() => void) | undefined;
    const app = await start(async () => new Promise<void>((resolve) => (finish = resolve)));
    await app.triggersOf(uniqueName('acme')).set('remind', 'x', NOW);
    await expect.poll(() => finish).toBeDefined();
    await server.kill();
    finish?.();
    await expect.poll(() => aboutTriggers(app.log.warnings), { timeout: 8_000 }).toHaveLength(1);
    const before = performance.now();
    await apps.close();
    expect(performance.now() - before).toBeLessThan(8_000);
    expect(app.log.errors).toEqual([expect.stringContaining('The outcomes of 1 trigger(s)')]);
  });
});
