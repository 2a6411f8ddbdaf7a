import { afterEach, describe, expect, it } from 'vitest';
import type { BatchEvent } from '../../../libs/redis/src/batches/batch-event.js';
import type { OnBatchOptions } from '../../../libs/redis/src/batches/on-batch.options.js';
import type { BatchWorkerOptions } from '../../../libs/redis/src/batches/batch-worker-options.js';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { handlerOf, WorkerApps, type WorkerApp } from './worker-app.js';

describe.each(topologies)('batch workers of several applications on $name', (topology) => {
  const apps = new WorkerApps();

  afterEach(async () => apps.close());

  async function start(
    queue: OnBatchOptions,
    handle: (event: BatchEvent<string>) => unknown,
    worker: BatchWorkerOptions = {},
  ): Promise<WorkerApp> {
    const providers = [handlerOf(queue, handle)];
    return apps.start({ redis: topology.options(), providers, worker });
  }

  function queueOf(options: Partial<OnBatchOptions> = {}): OnBatchOptions {
    return { service: uniqueName('shared'), entity: 'item', action: 'do', ...options };
  }

  it('handle each item once between them', async () => {
    const queue = queueOf({ limit: 20, concurrency: 3 });
    const counts = new Map<string, number>();
    const shares = [0, 0];
    const countAs =
      (worker: number) =>
      async ({ items }: BatchEvent<string>): Promise<void> => {
        shares[worker] = (shares[worker] ?? 0) + items.length;
        for (const { value } of items) counts.set(value, (counts.get(value) ?? 0) + 1);
        await new Promise((resolve) => setImmediate(resolve));
      };
    const { batchOf } = await start(queue, countAs(0));
    await start(queue, countAs(1));
    const tenants = Array.from({ length: 10 }, () => uniqueName('acme'));
    await Promise.all(
      tenants.map(async (tenant) =>
        batchOf(tenant).enqueueMany(
          queue.service,
          'item',
          'do',
          Array.from({ length: 200 }, (_unused, index) => `${tenant} ${index}`),
        ),
      ),
    );
    await expect.poll(() => counts.size, { timeout: 20_000 }).toBe(2_000);
    expect([...counts.values()].filter((count) => count !== 1)).toEqual([]);
    expect(Math.min(...shares)).toBeGreaterThan(0);
  });

  it('take over what one gives back that is stopped in the middle of a handler', async () => {
    const queue = queueOf({ leaseSeconds: 3_600, limit: 3 });
    const tenant = uniqueName('acme');
    const started: string[] = [];
    let signal: AbortSignal | undefined;
    const first = await start(
      queue,
      async (event) => {
        started.push(...event.items.map(({ value }) => value));
        signal = event.signal;
        await event.items[0]?.ack();
        await new Promise(() => undefined);
      },
      { shutdownGraceMs: 50 },
    );
    await first.batchOf(tenant).enqueueMany(queue.service, 'item', 'do', ['a', 'b', 'c', 'd']);
    await expect.poll(() => started).toEqual(['a', 'b', 'c']);
    const taken: Array<[string, number]> = [];
    await start(queue, ({ items }) => {
      for (const { value, attempt } of items) taken.push([value, attempt]);
    });
    await expect.poll(() => taken).toEqual([['d', 1]]);
    await first.close();
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toMatchObject({ name: 'AbortError', message: expect.stringContaining('stops') });
    expect(first.log.warnings).toEqual([expect.stringContaining('did not end within 50 ms')]);
    await expect
      .poll(() => taken.toSorted((a, b) => a[0].localeCompare(b[0])))
      .toEqual([
        ['b', 2],
        ['c', 2],
        ['d', 1],
      ]);
  });

  it('take over what one held that died, when its leases end', async () => {
    const queue = queueOf();
    const tenant = uniqueName('acme');
    const taken: Array<[string, number]> = [];
    const bystander = await start(queueOf(), () => undefined);
    const batch = bystander.batchOf(tenant);
    await batch.enqueueMany(queue.service, 'item', 'do', ['a', 'b']);
    // What is left of a worker after kill -9: a claim that nobody will settle.
    await batch.claim(queue.service, 'item', 'do', { limit: 1, leaseSeconds: 0.5 });
    await start(queue, ({ items }) => {
      for (const { value, attempt } of items) taken.push([value, attempt]);
    });
    await expect
      .poll(() => taken)
      .toEqual([
        ['b', 1],
        ['a', 2],
      ]);
  });

  it('let a running handler finish when one of them stops', async () => {
    const queue = queueOf({ leaseSeconds: 3_600 });
    const tenant = uniqueName('acme');
    let finish: (() => void) | undefined;
    let aborted: boolean | undefined;
    const first = await start(queue, async ({ signal }) => {
      await new Promise<void>((resolve) => (finish = resolve));
      aborted = signal.aborted;
    });
    await first.batchOf(tenant).enqueue(queue.service, 'item', 'do', 'a');
    await expect.poll(() => finish).toBeDefined();
    const other = await start(queueOf(), () => undefined);
    const closing = first.close();
    await other.batchOf(tenant).enqueue(queue.service, 'item', 'do', 'b');
    finish?.();
    await closing;
    expect(aborted).toBe(false);
    // The first is acknowledged, the second was not claimed any more.
    expect(await other.batchOf(tenant).getChunk(queue.service, 'item', 'do', 0, -1)).toEqual(['b']);
    expect(await other.batchOf(tenant).claim(queue.service, 'item', 'do')).toMatchObject([
      { value: 'b', attempt: 1 },
    ]);
    expect(first.log).toMatchObject({ errors: [], warnings: [] });
  });

  it('give items back that a handler gave up because its signal was aborted, without an error', async () => {
    const queue = queueOf({ leaseSeconds: 3_600 });
    const tenant = uniqueName('acme');
    let isRunning = false;
    const first = await start(
      queue,
      async ({ signal }) => {
        isRunning = true;
        await new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        );
      },
      { shutdownGraceMs: 0 },
    );
    await first.batchOf(tenant).enqueue(queue.service, 'item', 'do', 'a');
    await expect.poll(() => isRunning).toBe(true);
    const other = await start(queueOf(), () => undefined);
    await first.close();
    expect(await other.batchOf(tenant).claim(queue.service, 'item', 'do')).toMatchObject([
      { value: 'a', attempt: 2 },
    ]);
    expect(first.log).toMatchObject({ errors: [], warnings: [] });
  });
});
