import { IsInt, IsString } from 'class-validator';
import { afterEach, describe, expect, it } from 'vitest';
import type { BatchEvent } from '../../../libs/redis/src/batches/batch-event.js';
import type { OnBatchOptions } from '../../../libs/redis/src/batches/on-batch.options.js';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { handlerOf, startWorkerApp, type WorkerApp } from './worker-app.js';

class Invoice {
  @IsString()
  customer!: string;

  @IsInt()
  total!: number;
}

describe.each(topologies)('the batch worker on $name', (topology) => {
  let worker: WorkerApp;

  afterEach(async () => worker.close());

  /** Starts a worker whose queue no other test has. */
  async function start<T>(
    handle: (event: BatchEvent<T>) => unknown,
    options: Partial<OnBatchOptions> = {},
  ): Promise<{
    service: string;
    tenant: string;
    enqueue: (items: unknown[], tenant?: string) => Promise<number>;
  }> {
    const service = uniqueName('billing');
    const tenant = uniqueName('acme');
    const queue = { service, entity: 'invoice', action: 'send', ...options };
    worker = await startWorkerApp({ redis: topology.options(), providers: [handlerOf(queue, handle)] });
    const enqueue = async (items: unknown[], whose = tenant): Promise<number> =>
      worker
        .batchOf(whose)
        .enqueueMany(service, 'invoice', 'send', items, { pool: queue.pool ?? 'handlers' });
    return { service, tenant, enqueue };
  }

  async function pendingTenants(service: string): Promise<string[]> {
    return (await worker.coordinator.pendingTenants(service)).tenants;
  }

  it('hands items over in their order, and acknowledges what the handler leaves', async () => {
    const events: Array<BatchEvent<number>> = [];
    const { service, tenant, enqueue } = await start<number>((event) => events.push(event), { limit: 4 });
    await enqueue([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await expect.poll(() => pendingTenants(service)).toEqual([]);
    expect(events.map(({ items }) => items.map(({ value }) => value))).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9],
    ]);
    expect(events[0]).toMatchObject({ tenant, service, entity: 'invoice', action: 'send' });
    expect(events.every(({ signal }) => !signal.aborted)).toBe(true);
    expect(worker.log).toMatchObject({ errors: [], warnings: [] });
  });

  it('reads items as instances of their model', async () => {
    const values: unknown[] = [];
    const { enqueue } = await start<Invoice>(({ items }) => values.push(...items.map(({ value }) => value)), {
      model: Invoice,
    });
    await enqueue([{ customer: 'c1', total: 3 }]);
    await expect.poll(() => values).toHaveLength(1);
    expect(values[0]).toBeInstanceOf(Invoice);
    expect(values[0]).toEqual({ customer: 'c1', total: 3 });
  });

  it('keeps items that cannot be read with their model, and hands the others over', async () => {
    const values: unknown[] = [];
    const { service, tenant, enqueue } = await start<Invoice>(
      ({ items }) => values.push(...items.map(({ value }) => value.customer)),
      { model: Invoice, attempts: 1 },
    );
    await enqueue([
      { customer: 'c1', total: 3 },
      { customer: 'c2', total: 'much' },
      { customer: 'c3', total: 4 },
    ]);
    await expect.poll(() => values).toEqual(['c1', 'c3']);
    await expect.poll(() => worker.log.errors).toHaveLength(1);
    expect(worker.log.errors[0]).toMatch(
      new RegExp(`1 item.*${service}/invoice/send.*"${tenant}".*total.*kept`),
    );
    expect(worker.log.errors[0]).not.toContain('much');
    expect(await pendingTenants(service)).toEqual([tenant]);
  });

  it('leaves items alone that the handler settled itself', async () => {
    const seen: Array<[number, number]> = [];
    const { service, enqueue } = await start<number>(async ({ items }) => {
      for (const item of items) {
        seen.push([item.value, item.attempt]);
        if (item.value === 2 && item.attempt === 1) await item.nack({ delaySeconds: 0.05 });
        else if (item.value === 3) void item.ack();
      }
    });
    await enqueue([1, 2, 3]);
    await expect.poll(() => pendingTenants(service)).toEqual([]);
    expect(seen).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [2, 2],
    ]);
    expect(worker.log).toMatchObject({ errors: [], warnings: [] });
  });

  it('tries failed items again with rising attempts, each alone, and nothing that was finished', async () => {
    const calls: Array<Array<[number, number]>> = [];
    const { service, tenant, enqueue } = await start<number>(
      async ({ items }) => {
        calls.push(items.map(({ value, attempt }) => [value, attempt]));
        for (const item of items) {
          if (item.value === 2 && item.attempt < 4) throw new Error(`no luck with attempt ${item.attempt}`);
          await item.ack();
        }
      },
      { backoff: { delayMs: 20, maxDelayMs: 100 } },
    );
    await enqueue([1, 2, 3]);
    const other = uniqueName('globex');
    await enqueue([10], other);
    await expect.poll(() => pendingTenants(service)).toEqual([]);
    const ofTenant = calls.filter(([first]) => first?.[0] !== 10);
    expect(ofTenant[0]).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
    expect(ofTenant.slice(1).every((call) => call.length === 1)).toBe(true);
    expect(ofTenant.flat().filter(([value]) => value === 2)).toEqual([
      [2, 1],
      [2, 2],
      [2, 3],
      [2, 4],
    ]);
    expect(ofTenant.flat().filter(([value]) => value === 3)).toEqual([
      [3, 1],
      [3, 2],
    ]);
    expect(calls.flat().filter(([value]) => value === 1 || value === 10)).toHaveLength(2);
    const place = `${service}/invoice/send of tenant "${tenant}"`;
    expect(worker.log.errors).toHaveLength(3);
    for (const [index, line] of worker.log.errors.entries()) {
      expect(line).toContain(place);
      expect(line).toContain(`no luck with attempt ${index + 1}`);
    }
  });

  it('keeps items that used up their attempts, with the longest pause, and says so', async () => {
    let calls = 0;
    const { service, tenant, enqueue } = await start(
      () => {
        calls += 1;
        throw new Error('never');
      },
      { attempts: 2, backoff: { delayMs: 5, maxDelayMs: 600_000 } },
    );
    await enqueue(['poison']);
    await expect.poll(() => calls).toBe(2);
    await expect.poll(() => worker.log.errors).toHaveLength(2);
    expect(worker.log.errors[0]).toMatch(/tried again\.$/);
    expect(worker.log.errors[1]).toMatch(/1 of them failed 2 times or more: they are kept.* every 600 s/);
    const leases = await worker.batchOf(tenant).length(service, 'invoice', 'send');
    expect(leases).toBe(0);
    expect(await worker.coordinator.removeFromPending(service, tenant)).toBe(false);
  });

  it('takes a queue in a pool of its own', async () => {
    const values: unknown[] = [];
    const { enqueue } = await start(({ items }) => values.push(...items.map(({ value }) => value)), {
      pool: 'default',
    });
    await enqueue(['in default']);
    await expect.poll(() => values).toEqual(['in default']);
  });

  it('goes on with other tenants while the queue of one cannot be read', async () => {
    const handled: string[] = [];
    const { service, tenant, enqueue } = await start((event) => handled.push(event.tenant));
    const broken = uniqueName('broken');
    const { keys, pools } = worker.batchOf(broken)['runtime'];
    await enqueue(['a'], broken);
    await expect.poll(() => handled).toEqual([broken]);
    await pools
      .client('handlers')
      .set(keys.batchList(broken as never, service, 'invoice', 'send'), 'not a list', 'EX', 60);
    await pools.client('handlers').sadd(keys.pendingTenants(service), broken);
    await expect.poll(() => worker.log.errors).toHaveLength(1);
    expect(worker.log.errors[0]).toContain(`of tenant "${broken}" cannot be read`);
    await enqueue(['b'], tenant);
    await expect.poll(() => handled).toEqual([broken, tenant]);
    expect(worker.log.errors).toHaveLength(1);
  });
});
