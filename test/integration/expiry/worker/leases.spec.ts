import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExpiryEvent } from '@tenantry/redis';
import { topologies } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';
import { handlerOf, TriggerApps, type TriggerApp } from './trigger-app.js';

const LEASE_MS = 600;
const NOW = { dueAt: new Date(0) };

describe.each(topologies)('leases of the expiry worker on $name', (topology) => {
  const apps = new TriggerApps();

  afterEach(async () => apps.close());

  async function start(
    handle: (event: ExpiryEvent) => unknown,
    namespace = uniqueName('app'),
  ): Promise<TriggerApp> {
    return apps.start({
      redis: topology.options(),
      namespace,
      expiry: { leaseMs: LEASE_MS },
      providers: [handlerOf('remind', handle)],
    });
  }

  it('are renewed while handlers outlive them, many at once', async () => {
    const runs: string[] = [];
    const aborted: unknown[] = [];
    const handle = async ({ runId, signal }: ExpiryEvent): Promise<void> => {
      runs.push(runId);
      await sleep(LEASE_MS * 3);
      if (signal.aborted) aborted.push(signal.reason);
    };
    const app = await start(handle);
    const other = await start(handle, app.namespace);
    await app.triggersOf(uniqueName('acme')).setMany(
      Array.from({ length: 40 }, (_unused, index) => ({
        action: 'remind',
        identifier: `u${index}`,
        when: NOW,
      })),
    );
    const succeeded = (): number => app.events.counters().succeeded + other.events.counters().succeeded;
    await expect.poll(succeeded, { timeout: 10_000 }).toBe(40);
    expect(runs).toHaveLength(40);
    expect(aborted).toEqual([]);
    expect([...app.log.warnings, ...other.log.warnings]).toEqual([]);
    await expect.poll(async () => app.schedule.stats()).toMatchObject({ inFlight: 0, retrying: 0, dead: 0 });
  });

  it('that are revoked abort the signal, and a failure that follows is not tried again', async () => {
    const reasons: unknown[] = [];
    const tenant = uniqueName('acme');
    let isRunning = false;
    const app = await start(async ({ signal }) => {
      isRunning = true;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      reasons.push(signal.reason);
      signal.throwIfAborted();
    });
    await app.triggersOf(tenant).set('remind', 'u1', NOW);
    await expect.poll(() => isRunning).toBe(true);
    expect(await app.triggersOf(tenant).delete('remind', 'u1')).toBe(true);
    await expect.poll(() => reasons, { timeout: 5_000 }).toHaveLength(1);
    expect(reasons[0]).toMatchObject({ name: 'AbortError', message: expect.stringContaining('cancelled') });
    await expect
      .poll(() => app.events.counters())
      .toMatchObject({ fired: 1, stale: 1, succeeded: 0, retried: 0, dead: 0, running: 0 });
    expect(app.log.warnings[0]).toMatch(/lease of trigger "remind" "u1" .* ended while FunctionHandler/);
    expect(await app.triggersOf(tenant).get('remind', 'u1')).toBeNull();
  });

  it('that were revoked before the handler ended make its outcome stale', async () => {
    const tenant = uniqueName('acme');
    let finish: (() => void) | undefined;
    const app = await start(async () => new Promise<void>((resolve) => (finish = resolve)));
    await app.triggersOf(tenant).set('remind', 'u1', NOW);
    await expect.poll(() => finish).toBeDefined();
    await app.triggersOf(tenant).delete('remind', 'u1');
    finish?.();
    await expect.poll(() => app.events.counters().stale).toBe(1);
    expect(app.log.warnings).toEqual([expect.stringContaining('came after its lease had ended')]);
    expect(app.log.errors).toEqual([]);
  });

  it('let a trigger that is set anew while it runs run once more, afterwards', async () => {
    const tenant = uniqueName('acme');
    const running: string[] = [];
    const payloads: unknown[] = [];
    let most = 0;
    let finish: (() => void) | undefined;
    const app = await start(async ({ runId, payload }) => {
      running.push(runId);
      most = Math.max(most, running.length);
      payloads.push(payload);
      if (payload === 'first') await new Promise<void>((resolve) => (finish = resolve));
      running.splice(running.indexOf(runId), 1);
    });
    await app.triggersOf(tenant).set('remind', 'u1', NOW, { payload: 'first' });
    await expect.poll(() => finish).toBeDefined();
    await app.triggersOf(tenant).set('remind', 'u1', NOW, { payload: 'second' });
    await sleep(100);
    expect(payloads).toEqual(['first']);
    finish?.();
    await expect.poll(() => payloads, { timeout: 5_000 }).toEqual(['first', 'second']);
    await expect.poll(() => app.events.counters().succeeded).toBe(2);
    expect(most).toBe(1);
  });
});
