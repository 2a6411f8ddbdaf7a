import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { OnBatchOptions } from '../../../libs/redis/src/batches/on-batch.options.js';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { handlerOf, WorkerApps, type WorkerApp } from './worker-app.js';

const MANY = 5_000;

describe.each(topologies)('the batch worker between tenants on $name', (topology) => {
  const apps = new WorkerApps();

  afterEach(async () => apps.close());

  async function start(...parts: Parameters<typeof handlerOf>): Promise<WorkerApp> {
    return apps.start({ redis: topology.options(), providers: [handlerOf(...parts)] });
  }

  /** An application that enqueues and handles nothing. */
  async function producer(): Promise<WorkerApp> {
    return apps.start({ redis: topology.options() });
  }

  function queueOf(options: Partial<OnBatchOptions>): OnBatchOptions {
    return { service: uniqueName('fair'), entity: 'item', action: 'do', ...options };
  }

  it('handles the only item of a tenant within a few visits, whatever another has queued', async () => {
    const queue = queueOf({ limit: 100, concurrency: 1 });
    const [big, small] = [uniqueName('big'), uniqueName('small')];
    const visits: string[] = [];
    const { batchOf } = await producer();
    const items = Array.from({ length: MANY }, (_unused, index) => index);
    await batchOf(big).enqueueMany(queue.service, 'item', 'do', items);
    await batchOf(small).enqueue(queue.service, 'item', 'do', 'only');
    const handled: unknown[] = [];
    await start(queue, (event) => {
      visits.push(event.tenant);
      handled.push(...event.items.map(({ value }) => value));
    });
    await expect.poll(() => handled.length, { timeout: 20_000 }).toBe(MANY + 1);
    expect(visits.indexOf(small)).toBeLessThanOrEqual(1);
    expect(visits).toHaveLength(MANY / 100 + 1);
    expect(new Set(handled).size).toBe(MANY + 1);
  });

  it('lets an item that arrives later wait for one chunk of the others at most', async () => {
    const queue = queueOf({ limit: 10, concurrency: 1 });
    const { batchOf } = await producer();
    const tenants = ['a', 'b', 'c'].map(uniqueName);
    for (const tenant of tenants)
      await batchOf(tenant).enqueueMany(queue.service, 'item', 'do', Array.from({ length: 500 }).fill('x'));
    const late = uniqueName('late');
    const visits: string[] = [];
    let enqueuedAt = -1;
    await start(queue, async (event) => {
      visits.push(event.tenant);
      if (visits.length !== 20) return;
      await batchOf(late).enqueue(queue.service, 'item', 'do', 'y');
      enqueuedAt = visits.length;
    });
    await expect.poll(() => visits.includes(late), { timeout: 20_000 }).toBe(true);
    // The rest of the round that is under way, and the next one.
    expect(visits.indexOf(late) - enqueuedAt).toBeLessThanOrEqual(2 * tenants.length);
  });

  it.each([
    { tenantCount: 6, atOnce: 3 },
    { tenantCount: 1, atOnce: 1 },
  ])(
    'runs as many handlers at once as declared for $tenantCount tenant(s), and never two for one tenant',
    async ({ tenantCount, atOnce }) => {
      const queue = queueOf({ limit: 1, concurrency: 3 });
      const running: string[] = [];
      let most = 0;
      let overlapping = 0;
      let handled = 0;
      const { batchOf } = await producer();
      const tenants = Array.from({ length: tenantCount }, () => uniqueName('acme'));
      for (const tenant of tenants)
        await batchOf(tenant).enqueueMany(queue.service, 'item', 'do', [1, 2, 3, 4]);
      await start(queue, async ({ tenant }) => {
        if (running.includes(tenant)) overlapping += 1;
        running.push(tenant);
        most = Math.max(most, running.length);
        // Longer than a poll: whoever looks again finds more items of this tenant.
        await sleep(60);
        running.splice(running.indexOf(tenant), 1);
        handled += 1;
      });
      await expect.poll(() => handled, { timeout: 5_000 }).toBe(4 * tenantCount);
      expect(most).toBe(atOnce);
      expect(overlapping).toBe(0);
    },
  );

  it('goes on at once while there is work', async () => {
    const queue = queueOf({ limit: 10 });
    const tenant = uniqueName('acme');
    let handled = 0;
    const { batchOf } = await producer();
    await batchOf(tenant).enqueueMany(queue.service, 'item', 'do', Array.from({ length: 200 }).fill('x'));
    await apps.start({
      redis: topology.options(),
      providers: [handlerOf(queue, ({ items }) => (handled += items.length))],
      worker: { pollIntervalMs: 3_600_000 },
    });
    await expect.poll(() => handled, { timeout: 10_000 }).toBe(200);
  });

  it('goes on with the others while one handler takes long', async () => {
    const queue = queueOf({ concurrency: 2 });
    const [slow, quick] = [uniqueName('slow'), uniqueName('quick')];
    const handled: string[] = [];
    let finish = (): void => undefined;
    const app = await start(queue, async ({ tenant }) => {
      handled.push(tenant);
      if (tenant === slow) await new Promise<void>((resolve) => (finish = resolve));
    });
    await app.batchOf(slow).enqueue(queue.service, 'item', 'do', 1);
    await expect.poll(() => handled).toEqual([slow]);
    for (let index = 1; index <= 5; index += 1) {
      await app.batchOf(quick).enqueue(queue.service, 'item', 'do', index);
      await expect.poll(() => handled).toHaveLength(1 + index);
    }
    finish();
  });
});
