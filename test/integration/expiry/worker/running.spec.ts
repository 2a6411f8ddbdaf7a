import { afterEach, describe, expect, it } from 'vitest';
import { TenantContext } from '@tenantry/redis';
import type { ExpiryEvent } from '../../../../libs/redis/src/expiry/expiry-event.js';
import type { ExpiryEventMap } from '../../../../libs/redis/src/expiry/expiry-events.js';
import { topologies } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';
import { handlerOf, TriggerApps } from './trigger-app.js';

/** So late a trigger may be on a machine that does other things too. */
const GENEROUS_LAG_MS = 1_500;

describe.each(topologies)('the expiry worker on $name', (topology) => {
  const apps = new TriggerApps();

  afterEach(async () => apps.close());

  it('calls the handler with everything about the trigger, in its tenant, once', async () => {
    const events: Array<ExpiryEvent & { context: unknown }> = [];
    const { triggersOf, schedule, log } = await apps.start({
      redis: topology.options(),
      providers: [
        handlerOf('send reminder: now', (event) => {
          events.push({ ...event, context: TenantContext.current() });
        }),
      ],
    });
    const tenant = uniqueName('acme');
    const payload = { template: 'welcome', count: 3, big: 12_345_678_901_234_567_890n };
    const { dueAt } = await triggersOf(tenant).set('send reminder: now', 'user:1 {x} é', 0.2, { payload });
    await expect.poll(() => events, { timeout: 5_000 }).toHaveLength(1);
    const [event] = events;
    expect(event).toMatchObject({
      tenant,
      action: 'send reminder: now',
      identifier: 'user:1 {x} é',
      pool: 'expiry',
      payload,
      dueAt,
      attempt: 1,
      context: { tenant },
    });
    expect(event?.key).toContain('EXPTRIGGER:send reminder%3A now:');
    expect(event?.runId).toBe(`${event?.key}:${dueAt.getTime()}:1`);
    expect(event?.firedAt.getTime()).toBeGreaterThanOrEqual(dueAt.getTime());
    expect(event?.firedAt.getTime()).toBeLessThan(dueAt.getTime() + GENEROUS_LAG_MS);
    expect(event?.signal.aborted).toBe(false);
    await expect
      .poll(async () => schedule.stats())
      .toMatchObject({ pending: 0, inFlight: 0, retrying: 0, dead: 0 });
    expect(events).toHaveLength(1);
    expect(log).toMatchObject({ warnings: [], errors: [] });
  });

  it('has null for a payload that was not given', async () => {
    const payloads: unknown[] = [];
    const { triggersOf } = await apps.start({
      redis: topology.options(),
      providers: [handlerOf('remind', ({ payload }) => payloads.push(payload))],
    });
    await triggersOf(uniqueName('acme')).set('remind', 'u1', 0.001);
    await expect.poll(() => payloads).toEqual([null]);
  });

  it('runs many triggers of many tenants, each once and soon after its time', async () => {
    const [tenantCount, perTenant] = [20, 100];
    const runs = new Map<string, number>();
    const lags: number[] = [];
    const app = await apps.start({
      redis: topology.options(),
      providers: [
        handlerOf('remind', ({ tenant, identifier }) => {
          const run = `${tenant}/${identifier}`;
          runs.set(run, (runs.get(run) ?? 0) + 1);
        }),
      ],
    });
    app.events.on('fired', ({ lagMs }: ExpiryEventMap['fired']) => lags.push(lagMs ?? Number.NaN));
    const tenants = Array.from({ length: tenantCount }, () => uniqueName('acme'));
    await Promise.all(
      tenants.map(async (tenant) =>
        app.triggersOf(tenant).setMany(
          Array.from({ length: perTenant }, (_unused, index) => ({
            action: 'remind',
            identifier: `u${index}`,
            when: 0.2 + index / 100,
          })),
        ),
      ),
    );
    await expect.poll(() => runs.size, { timeout: 15_000 }).toBe(tenantCount * perTenant);
    await expect
      .poll(async () => app.schedule.stats())
      .toMatchObject({ pending: 0, inFlight: 0, retrying: 0, dead: 0 });
    expect(Math.max(...runs.values())).toBe(1);
    expect(Math.max(...lags)).toBeLessThan(GENEROUS_LAG_MS);
    expect(app.events.counters()).toMatchObject({
      fired: 2_000,
      succeeded: 2_000,
      retried: 0,
      dead: 0,
      stale: 0,
      running: 0,
      lag: { count: 2_000, maxMs: Math.max(...lags) },
    });
  });
});
