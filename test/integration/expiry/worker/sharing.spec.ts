import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { topologies } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';
import { handlerOf, TriggerApps } from './trigger-app.js';

const NOW = { dueAt: new Date(0) };

describe.each(topologies)('several expiry workers on $name', (topology) => {
  const apps = new TriggerApps();

  afterEach(async () => apps.close());

  it('run each trigger once, and all of them take part', async () => {
    const [tenants, perTenant, workers] = [10, 150, 3];
    const namespace = uniqueName('app');
    const runs = new Map<string, number>();
    const byWorker = Array.from({ length: workers }, () => 0);
    const [first] = await Promise.all(
      byWorker.map(async (_unused, worker) =>
        apps.start({
          redis: topology.options(),
          namespace,
          expiry: { concurrency: 10 },
          providers: [
            handlerOf('remind', async ({ runId }) => {
              runs.set(runId, (runs.get(runId) ?? 0) + 1);
              byWorker[worker] = (byWorker[worker] ?? 0) + 1;
              await sleep(2);
            }),
          ],
        }),
      ),
    );
    await Promise.all(
      Array.from({ length: tenants }, async () =>
        first?.triggersOf(uniqueName('acme')).setMany(
          Array.from({ length: perTenant }, (_unused, index) => ({
            action: 'remind',
            identifier: `u${index}`,
            when: index % 2 === 0 ? NOW : 0.3 + index / 500,
          })),
        ),
      ),
    );
    await expect.poll(() => runs.size, { timeout: 15_000 }).toBe(tenants * perTenant);
    await expect
      .poll(async () => first?.schedule.stats())
      .toMatchObject({ pending: 0, inFlight: 0, retrying: 0, dead: 0 });
    expect(Math.max(...runs.values())).toBe(1);
    expect(Math.min(...byWorker)).toBeGreaterThan(0);
  });

  it('survive a rolling deploy: what the old version cannot run waits for the new one, uncounted', async () => {
    const namespace = uniqueName('app');
    const tenant = uniqueName('acme');
    const old = await apps.start({
      redis: topology.options(),
      namespace,
      providers: [handlerOf('remind', () => undefined)],
    });
    await old.triggersOf(tenant).set('invoice', 'i1', NOW, { payload: 7 });
    await old.triggersOf(tenant).set('remind', 'u1', NOW);
    await expect.poll(() => old.events.counters().succeeded).toBe(1);
    // A trigger that comes later makes every partition look again.
    await expect
      .poll(async () => {
        await old.triggersOf(tenant).setMany(
          Array.from({ length: 32 }, (_unused, index) => ({
            action: 'remind',
            identifier: `u${index}`,
            when: NOW,
          })),
        );
        return (await old.schedule.stats()).unhandledActions;
      })
      .toEqual(['invoice']);
    expect(await old.triggersOf(tenant).get('invoice', 'i1')).toMatchObject({ payload: 7 });
    const attempts: number[] = [];
    await apps.start({
      redis: topology.options(),
      namespace,
      providers: [
        handlerOf('remind', () => undefined),
        handlerOf('invoice', ({ attempt }) => attempts.push(attempt)),
      ],
    });
    await expect.poll(() => attempts, { timeout: 5_000 }).toEqual([1]);
    await expect
      .poll(async () => old.schedule.stats())
      .toMatchObject({ unhandledActions: [], pending: 0, dead: 0 });
  });

  it('run a trigger that came due while none of them was there', async () => {
    const namespace = uniqueName('app');
    const producer = await apps.start({ redis: topology.options(), namespace, expiry: { worker: false } });
    await producer.triggersOf(uniqueName('acme')).set('remind', 'u1', 0.01);
    await sleep(30);
    const lateness: number[] = [];
    await apps.start({
      redis: topology.options(),
      namespace,
      providers: [handlerOf('remind', ({ firedAt, dueAt }) => lateness.push(+firedAt - +dueAt))],
    });
    await expect.poll(() => lateness).toHaveLength(1);
    expect(lateness[0]).toBeGreaterThan(20);
  });

  it('hear of a trigger that another process schedules sooner than any they know', async () => {
    const namespace = uniqueName('app');
    const fired: string[] = [];
    const worker = await apps.start({
      redis: topology.options(),
      namespace,
      providers: [handlerOf('remind', ({ identifier }) => fired.push(identifier))],
    });
    const producer = await apps.start({ redis: topology.options(), namespace, expiry: { worker: false } });
    await worker.triggersOf(uniqueName('acme')).set('remind', 'later', 600);
    // Longer than a worker that hears nothing pauses; shorter than the pause of one that does.
    await sleep(1_000);
    for (let index = 0; index < 5; index += 1) {
      const before = performance.now();
      await producer.triggersOf(uniqueName('acme')).set('remind', `now ${index}`, 0.001);
      await expect.poll(() => fired, { interval: 5 }).toHaveLength(index + 1);
      expect(performance.now() - before).toBeLessThan(400);
    }
  });
});
