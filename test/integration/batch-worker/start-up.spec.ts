import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Module } from '@nestjs/common';
import { startRedis } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { describe, expect, inject, it } from 'vitest';
import { OnBatch } from '../../../libs/redis/src/batches/on-batch.decorator.js';
import type { OnBatchOptions } from '../../../libs/redis/src/batches/on-batch.options.js';
import { uniqueName } from '../../support/unique-name.js';
import { handlerOf, startWorkerApp, type WorkerAppParts } from './worker-app.js';

const queue: OnBatchOptions = { service: 'billing', entity: 'invoice', action: 'send' };

@Injectable()
class Invoices {
  @OnBatch(queue)
  send(): void {}
}

@Injectable()
class Reminders {
  @OnBatch({ ...queue, action: 'remind' })
  @OnBatch(queue)
  remind(): void {}
}

@Module({ providers: [Invoices] })
class BillingModule {}

/** What became of the start; an application that starts is closed again. */
async function outcomeOf(parts: Omit<WorkerAppParts, 'redis'>): Promise<unknown> {
  try {
    const started = await startWorkerApp({ redis: { url: inject('redisUrl') }, ...parts });
    await started.close();
    return 'started';
  } catch (error) {
    return error;
  }
}

describe('the start of an application with @OnBatch', () => {
  it('fails if two methods handle one queue, and names both', async () => {
    const outcome = await outcomeOf({ providers: [Invoices, Reminders] });
    expect(outcome).toMatchObject({ name: 'DuplicateHandlerError' });
    expect(String(outcome)).toMatch(/billing\/invoice\/send in pool "handlers"/);
    expect(String(outcome)).toContain('Invoices.send (in WorkerAppModule)');
    expect(String(outcome)).toContain('Reminders.remind (in WorkerAppModule)');
  });

  it('fails if two modules provide the class', async () => {
    const outcome = await outcomeOf({ providers: [Invoices], imports: [BillingModule] });
    expect(String(outcome)).toContain('Invoices.send (in WorkerAppModule)');
    expect(String(outcome)).toContain('Invoices.send (in BillingModule)');
  });

  it('takes the same queue in two pools as two queues', async () => {
    const elsewhere = handlerOf({ ...queue, pool: 'default' }, () => undefined);
    expect(await outcomeOf({ providers: [Invoices, elsewhere] })).toBe('started');
  });

  it('fails for a pool that does not exist', async () => {
    const wrong = handlerOf({ ...queue, pool: 'analytics' }, () => undefined);
    expect(await outcomeOf({ providers: [wrong] })).toMatchObject({ code: 'UNKNOWN_POOL' });
  });

  it('lets Redis rest while there is nothing to do but to wait', async () => {
    const server = await startRedis();
    const observer = new Redis(server.url);
    const scriptCalls = async (): Promise<number> =>
      Number(/cmdstat_evalsha:calls=(\d+)/.exec(await observer.info('commandstats'))?.[1] ?? 0);
    let attempts = 0;
    const providers = [
      handlerOf({ ...queue, attempts: 1 }, () => {
        attempts += 1;
        throw new Error('tried again in an hour');
      }),
    ];
    const worker = await startWorkerApp({
      redis: { url: server.url },
      providers,
      worker: { pollIntervalMs: 5_000 },
    });
    try {
      await worker.batchOf('acme').enqueue('billing', 'invoice', 'send', 'x');
      await expect.poll(() => attempts, { timeout: 10_000 }).toBe(1);
      await expect
        .poll(async () => {
          const before = await scriptCalls();
          await sleep(200);
          return (await scriptCalls()) - before;
        })
        .toBe(0);
      expect(attempts).toBe(1);
    } finally {
      await worker.close();
      observer.disconnect();
      await server.stop();
    }
  });

  it('sends nothing without a handler', async () => {
    const server = await startRedis();
    const observer = new Redis(server.url);
    /** How often each command was called, those of the observer left out. */
    const calls = async (): Promise<string[]> =>
      [...(await observer.info('commandstats')).matchAll(/cmdstat_(.+?):calls=(\d+)/g)]
        .map(([, command, count]) => `${command} ${count}`)
        .filter((line) => !line.startsWith('info '));
    try {
      const idle = await startWorkerApp({ redis: { url: server.url }, worker: { pollIntervalMs: 10 } });
      const before = await calls();
      let handled = 0;
      const tenant = uniqueName('acme');
      const working = await startWorkerApp({
        redis: { url: inject('redisUrl') },
        providers: [handlerOf({ ...queue, service: tenant }, ({ items }) => (handled += items.length))],
        worker: { pollIntervalMs: 10 },
      });
      // In the time that a worker needs to find something ten times, the idle one would have looked as well.
      for (let index = 1; index <= 10; index += 1) {
        await working.batchOf(tenant).enqueue(tenant, 'invoice', 'send', index);
        await expect.poll(() => handled).toBe(index);
      }
      await working.close();
      expect(await calls()).toEqual(before);
      await idle.close();
    } finally {
      observer.disconnect();
      await server.stop();
    }
  });
});
