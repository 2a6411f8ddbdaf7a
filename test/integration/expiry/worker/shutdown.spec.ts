import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExpiryEvent } from '@tenantry/redis';
import { topologies } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';
import { handlerOf, startTriggerApp, TriggerApps, type TriggerApp } from './trigger-app.js';

const NOW = { dueAt: new Date(0) };

describe.each(topologies)('the shutdown of an expiry worker on $name', (topology) => {
  const apps = new TriggerApps();

  afterEach(async () => apps.close());

  /** An application that the test closes itself. */
  async function start(
    handle: (event: ExpiryEvent) => unknown,
    shutdownGraceMs: number,
  ): Promise<TriggerApp> {
    return startTriggerApp({
      redis: topology.options(),
      expiry: { shutdownGraceMs, leaseMs: 60_000 },
      providers: [handlerOf('remind', handle)],
    });
  }

  /** The attempts that another worker sees afterwards. */
  async function successor(namespace: string): Promise<{ app: TriggerApp; attempts: number[] }> {
    const attempts: number[] = [];
    const app = await apps.start({
      redis: topology.options(),
      namespace,
      providers: [handlerOf('remind', ({ attempt }) => attempts.push(attempt))],
    });
    return { app, attempts };
  }

  async function runningOf(app: TriggerApp): Promise<void> {
    await app.triggersOf(uniqueName('acme')).set('remind', 'u1', NOW);
    await expect.poll(() => app.events.counters().running).toBe(1);
  }

  it('waits for handlers, settles what they did, and leases nothing more', async () => {
    let finish = (): void => undefined;
    const signals: AbortSignal[] = [];
    const app = await start(async ({ signal }) => {
      signals.push(signal);
      await new Promise<void>((resolve) => (finish = resolve));
    }, 10_000);
    await runningOf(app);
    // It knows of these, and would look at them.
    const due = Array.from({ length: 32 }, (_unused, index) => ({
      action: 'remind',
      identifier: `soon ${index}`,
      when: 0.3,
    }));
    await app.triggersOf(uniqueName('acme')).setMany(due);
    const closed = app.close();
    await sleep(600);
    const { app: next, attempts } = await successor(app.namespace);
    await next.triggersOf(uniqueName('acme')).set('remind', 'during', NOW);
    await expect.poll(() => attempts).toHaveLength(1 + due.length);
    finish();
    await closed;
    expect(app.events.counters()).toMatchObject({ fired: 1, succeeded: 1, released: 0 });
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await expect
      .poll(async () => next.schedule.stats())
      .toMatchObject({ pending: 0, inFlight: 0, retrying: 0, dead: 0 });
    expect(new Set(attempts)).toEqual(new Set([1]));
  });

  it('aborts the signal after the grace period; a handler that fails then has not failed', async () => {
    const reasons: unknown[] = [];
    const app = await start(async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      reasons.push(signal.reason);
      signal.throwIfAborted();
    }, 50);
    await runningOf(app);
    await app.close();
    expect(reasons).toEqual([expect.objectContaining({ name: 'AbortError' })]);
    expect(app.events.counters()).toMatchObject({ retried: 0, dead: 0, released: 1, running: 0 });
    const { attempts } = await successor(app.namespace);
    await expect.poll(() => attempts).toEqual([1]);
    expect(app.log).toMatchObject({ warnings: [], errors: [] });
  });

  it('keeps what a handler still finishes when its signal is aborted', async () => {
    const app = await start(async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    }, 50);
    await runningOf(app);
    await app.close();
    expect(app.events.counters()).toMatchObject({ succeeded: 1, released: 0 });
    const { app: next, attempts } = await successor(app.namespace);
    await expect
      .poll(async () => next.schedule.stats())
      .toMatchObject({ pending: 0, inFlight: 0, retrying: 0 });
    expect(attempts).toEqual([]);
  });

  it('hands back what does not end, without counting the attempt', async () => {
    let finish = (): void => undefined;
    const app = await start(async () => new Promise<void>((resolve) => (finish = resolve)), 50);
    await runningOf(app);
    const before = performance.now();
    await app.close();
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(app.log.warnings).toEqual([
      expect.stringContaining('1 handler(s) of triggers in pool "expiry" did not end'),
    ]);
    const { attempts } = await successor(app.namespace);
    await expect.poll(() => attempts).toEqual([1]);
    finish();
    await expect.poll(() => app.log.warnings).toHaveLength(2);
    expect(app.events.counters()).toMatchObject({ succeeded: 0, released: 1 });
    expect(app.log.errors).toEqual([]);
  });

  it('in the middle of a backlog loses nothing and runs nothing twice', async () => {
    const runs: string[] = [];
    const namespace = uniqueName('app');
    const parts = {
      redis: topology.options(),
      namespace,
      expiry: { concurrency: 20 },
      providers: [
        handlerOf('remind', async ({ identifier }) => {
          await sleep(1);
          runs.push(identifier);
        }),
      ],
    };
    const producer = await apps.start({ ...parts, expiry: { worker: false } });
    await producer.triggersOf(uniqueName('acme')).setMany(
      Array.from({ length: 1_500 }, (_unused, index) => ({
        action: 'remind',
        identifier: `u${index}`,
        when: NOW,
      })),
    );
    for (let restart = 1; restart <= 3; restart += 1) {
      const app = await startTriggerApp(parts);
      const before = runs.length;
      await expect.poll(() => runs.length, { interval: 2 }).toBeGreaterThan(before + 100);
      await app.close();
    }
    await apps.start(parts);
    await expect.poll(() => new Set(runs).size, { timeout: 15_000 }).toBe(1_500);
    await expect
      .poll(async () => producer.schedule.stats())
      .toMatchObject({ pending: 0, inFlight: 0, retrying: 0 });
    expect(runs).toHaveLength(1_500);
  });
});
