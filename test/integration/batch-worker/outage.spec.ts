import { setTimeout as sleep } from 'node:timers/promises';
import { STANDARD_POOL_DATABASES } from '@tenantry/redis';
import { startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BatchEvent } from '../../../libs/redis/src/batches/batch-event.js';
import { uniqueName } from '../../support/unique-name.js';
import { handlerOf, startWorkerApp, type WorkerApp } from './worker-app.js';

const DURABLE = ['appendonly yes', 'appendfsync always'];

describe('the batch worker while Redis is away', () => {
  let server: RedisServer;
  let worker: WorkerApp | undefined;
  const queue = { service: 'billing', entity: 'invoice', action: 'send' };

  beforeEach(async () => {
    server = await startRedis({ config: DURABLE });
  });

  afterEach(async () => {
    await worker?.close();
    worker = undefined;
    await server.stop();
  });

  async function start(
    handle: (event: BatchEvent<string>) => unknown,
    leaseSeconds = 30,
  ): Promise<WorkerApp> {
    worker = await startWorkerApp({
      redis: { url: server.url },
      providers: [
        handlerOf({ ...queue, leaseSeconds }, handle),
        handlerOf({ ...queue, action: 'remind' }, () => undefined),
      ],
    });
    return worker;
  }

  it('waits, says so once, and goes on when it is back', async () => {
    const handled: string[] = [];
    const { batchOf, log } = await start(({ items }) => handled.push(...items.map(({ value }) => value)));
    const tenant = uniqueName('acme');
    await batchOf(tenant).enqueue('billing', 'invoice', 'send', 'before');
    await expect.poll(() => handled).toEqual(['before']);
    const aboutBatches = (lines: readonly string[]): string[] =>
      lines.filter((line) => /^Batches/.test(line));
    for (const outage of [1, 2]) {
      await server.kill();
      await expect.poll(() => aboutBatches(log.warnings), { timeout: 5_000 }).toHaveLength(outage);
      await server.restart();
      await waitUntil(async () => batchOf(tenant).enqueue('billing', 'invoice', 'send', `after ${outage}`));
      await expect.poll(() => handled, { timeout: 15_000 }).toContain(`after ${outage}`);
      await expect.poll(() => aboutBatches(log.logs), { timeout: 15_000 }).toHaveLength(outage);
    }
    expect(aboutBatches(log.warnings)).toHaveLength(2);
    expect(log.errors).toEqual([]);
  });

  it('acknowledges what a handler finished meanwhile as soon as it is back', async () => {
    const attempts: number[] = [];
    let finish: (() => void) | undefined;
    const { batchOf, coordinator, log } = await start(async ({ items }) => {
      attempts.push(...items.map(({ attempt }) => attempt));
      await new Promise<void>((resolve) => (finish = resolve));
    });
    const tenant = uniqueName('acme');
    await batchOf(tenant).enqueue('billing', 'invoice', 'send', 'x');
    await expect.poll(() => finish).toBeDefined();
    await server.kill();
    finish?.();
    await expect.poll(() => log.warnings.some((line) => line.startsWith('Batches wait'))).toBe(true);
    await server.restart();
    await expect
      .poll(async () => (await coordinator.pendingTenants('billing').catch(() => undefined))?.tenants, {
        timeout: 15_000,
      })
      .toEqual([]);
    expect(attempts).toEqual([1]);
    expect(log.errors).toEqual([]);
  });

  it('keeps leases over an outage that is shorter', async () => {
    let finish: (() => void) | undefined;
    const signals: AbortSignal[] = [];
    const { batchOf, coordinator, log } = await start(async ({ signal }) => {
      signals.push(signal);
      await new Promise<void>((resolve) => (finish = resolve));
    }, 6);
    await batchOf(uniqueName('acme')).enqueue('billing', 'invoice', 'send', 'x');
    await expect.poll(() => finish).toBeDefined();
    await server.kill();
    // A third of the lease, when the first renewal is due, and a little more.
    await sleep(2_500);
    await server.restart();
    // Later than the end of the lease as it was before the outage.
    await sleep(4_500);
    finish?.();
    await expect
      .poll(async () => (await coordinator.pendingTenants('billing')).tenants, { timeout: 10_000 })
      .toEqual([]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    expect(log.errors).toEqual([]);
  });

  it.each(['refuses connections', 'stays silent'])(
    'aborts the signal when the lease may have ended, if Redis %s',
    async (how) => {
      let signal: AbortSignal | undefined;
      const { batchOf } = await start(async (event) => {
        signal = event.signal;
        await new Promise((resolve) => event.signal.addEventListener('abort', resolve));
      }, 1);
      await batchOf(uniqueName('acme')).enqueue('billing', 'invoice', 'send', 'x');
      await expect.poll(() => signal).toBeDefined();
      if (how === 'stays silent') server.pause();
      else await server.kill();
      // Long before a command times out.
      await expect.poll(() => signal?.aborted, { timeout: 4_000 }).toBe(true);
      expect(signal?.reason).toMatchObject({ name: 'AbortError' });
      if (how === 'stays silent') server.resume();
    },
  );

  it('can be stopped', async () => {
    const { app, log } = await start(() => undefined);
    await server.kill();
    await expect.poll(() => log.warnings.some((line) => line.startsWith('Batches wait'))).toBe(true);
    await app.close();
    worker = undefined;
    expect(log.errors).toEqual([]);
  });

  it('can be stopped while it asks for work, though the answer is an error', async () => {
    const { app, log } = await start(() => undefined);
    const admin = new Redis(server.urlFor(STANDARD_POOL_DATABASES.handlers));
    await admin
      .multi()
      .set('pending_batches:billing', 'of another type')
      .client('PAUSE', 1_500, 'ALL')
      .exec();
    admin.disconnect();
    // Several polls: whatever the worker asks now is answered after the pause.
    await sleep(300);
    await app.close();
    worker = undefined;
    expect(log.warnings.filter((line) => line.includes('did not end within'))).toEqual([]);
  });
});
