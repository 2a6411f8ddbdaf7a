import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { BatchEvent } from '../../../libs/redis/src/batches/batch-event.js';
import type { OnBatchOptions } from '../../../libs/redis/src/batches/on-batch.options.js';
import { parseTenantId } from '../../../libs/redis/src/context/tenant-id.js';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { handlerOf, WorkerApps, type WorkerApp } from './worker-app.js';

const LEASE_SECONDS = 1;

describe.each(topologies)('leases of the batch worker on $name', (topology) => {
  const apps = new WorkerApps();

  afterEach(async () => apps.close());

  async function start(
    queue: OnBatchOptions,
    handle: (event: BatchEvent<string>) => unknown,
  ): Promise<WorkerApp> {
    return apps.start({ redis: topology.options(), providers: [handlerOf(queue, handle)] });
  }

  function queueOf(): OnBatchOptions {
    return { service: uniqueName('leased'), entity: 'item', action: 'do', leaseSeconds: LEASE_SECONDS };
  }

  it('are renewed while a handler outlives them, those of waiting items too', async () => {
    const queue = queueOf();
    const tenant = uniqueName('acme');
    const calls: Array<Array<[string, number]>> = [];
    const handle = async ({ items }: BatchEvent<string>): Promise<void> => {
      calls.push(items.map(({ value, attempt }) => [value, attempt]));
      if (items[0]?.attempt === 1) throw new Error('as a start');
      // Two items that come one after the other, each longer than the lease.
      await sleep(LEASE_SECONDS * 1_500);
    };
    const failing = { ...queue, backoff: { delayMs: 50, maxDelayMs: 50 } };
    const { batchOf, coordinator } = await start(failing, handle);
    await batchOf(tenant).enqueueMany(queue.service, 'item', 'do', ['a', 'b']);
    await expect.poll(() => calls.length).toBe(2);
    // A second worker takes whatever is not leased.
    await start(queue, handle);
    await expect
      .poll(async () => (await coordinator.pendingTenants(queue.service)).tenants, { timeout: 10_000 })
      .toEqual([]);
    expect(calls).toEqual([
      [
        ['a', 1],
        ['b', 1],
      ],
      [['a', 2]],
      [['b', 2]],
    ]);
  });

  it('that are lost abort the signal, and what the handler finished all the same is not acknowledged', async () => {
    const queue = queueOf();
    const tenant = uniqueName('acme');
    const reasons: unknown[] = [];
    let isRunning = false;
    const { batchOf, log } = await start(queue, async ({ signal }) => {
      isRunning = true;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      reasons.push(signal.reason);
    });
    await batchOf(tenant).enqueue(queue.service, 'item', 'do', 'a');
    await expect.poll(() => isRunning).toBe(true);
    const { keys, pools } = batchOf(tenant)['runtime'];
    await pools.client('handlers').del(keys.batchLeases(parseTenantId(tenant), queue.service, 'item', 'do'));
    await expect.poll(() => reasons, { timeout: 5_000 }).toHaveLength(1);
    expect(reasons[0]).toMatchObject({ name: 'AbortError', message: expect.stringContaining('lease') });
    await expect
      .poll(() => log.warnings)
      .toEqual([expect.stringContaining(`of tenant "${tenant}" ended while`)]);
    expect(log.errors).toEqual([]);
  });

  it('that a handler extended itself are not cut short', async () => {
    const queue = queueOf();
    const tenant = uniqueName('acme');
    let leaseUntilMs = 0;
    const { batchOf } = await start(queue, async ({ items }) => {
      await items[0]?.extend(600);
      await sleep(LEASE_SECONDS * 1_000);
      leaseUntilMs = items[0]?.leaseUntil.getTime() ?? 0;
    });
    await batchOf(tenant).enqueue(queue.service, 'item', 'do', 'a');
    await expect.poll(() => leaseUntilMs, { timeout: 5_000 }).toBeGreaterThan(Date.now() + 500_000);
  });
});
