import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { topologies } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';
import { handlerOf, TriggerApps } from './trigger-app.js';

const NOW = { dueAt: new Date(0) };

/** How many run at once. */
class Gauge {
  #now = 0;
  most = 0;
  total = 0;

  async during(work: () => Promise<unknown>): Promise<void> {
    this.#now += 1;
    this.total += 1;
    this.most = Math.max(this.most, this.#now);
    await work();
    this.#now -= 1;
  }
}

function entries(
  action: string,
  count: number,
): Array<{ action: string; identifier: string; when: typeof NOW }> {
  return Array.from({ length: count }, (_unused, index) => ({ action, identifier: `u${index}`, when: NOW }));
}

describe.each(topologies)('handlers of triggers at once on $name', (topology) => {
  const apps = new TriggerApps();

  afterEach(async () => apps.close());

  it('are as many as the process may run, over all actions and partitions', async () => {
    const gauge = new Gauge();
    const work = async (): Promise<void> => gauge.during(async () => sleep(5));
    const app = await apps.start({
      redis: topology.options(),
      expiry: { concurrency: 7 },
      providers: [handlerOf('first', work), handlerOf('second', work)],
    });
    const triggers = app.triggersOf(uniqueName('acme'));
    await triggers.setMany([...entries('first', 100), ...entries('second', 100)]);
    await expect.poll(() => app.events.counters().succeeded, { timeout: 10_000 }).toBe(200);
    expect(gauge.total).toBe(200);
    expect(gauge.most).toBe(7);
  });

  it('are as many of an action as it may run, and leave the slots to the others', async () => {
    const [slow, quick] = [new Gauge(), new Gauge()];
    const app = await apps.start({
      redis: topology.options(),
      expiry: { concurrency: 10 },
      providers: [
        handlerOf('slow', async () => slow.during(async () => sleep(40)), { concurrency: 2 }),
        handlerOf('quick', async () => quick.during(async () => sleep(1))),
      ],
    });
    const triggers = app.triggersOf(uniqueName('acme'));
    await triggers.setMany(entries('slow', 30));
    await triggers.setMany(entries('quick', 200));
    await expect.poll(() => quick.total, { timeout: 10_000 }).toBe(200);
    expect(slow.total).toBeLessThan(30);
    await expect.poll(() => app.events.counters().succeeded, { timeout: 10_000 }).toBe(230);
    expect(slow.most).toBe(2);
    expect(app.events.counters()).toMatchObject({ released: 0, retried: 0, stale: 0 });
  });

  it('are at most so many of one tenant, if told so', async () => {
    const byTenant = new Map<string, Gauge>();
    const app = await apps.start({
      redis: topology.options(),
      expiry: { concurrency: 40, tenantConcurrency: 16 },
      providers: [
        handlerOf('remind', async ({ tenant }) => {
          const gauge = byTenant.get(tenant) ?? new Gauge();
          byTenant.set(tenant, gauge);
          await gauge.during(async () => sleep(10));
        }),
      ],
    });
    const tenants = [uniqueName('acme'), uniqueName('globex')];
    for (const tenant of tenants) await app.triggersOf(tenant).setMany(entries('remind', 80));
    await expect.poll(() => app.events.counters().succeeded, { timeout: 20_000 }).toBe(160);
    for (const tenant of tenants) expect(byTenant.get(tenant)?.most).toBeLessThanOrEqual(16);
  });
});
