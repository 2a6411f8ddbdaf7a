import { setTimeout as sleep } from 'node:timers/promises';
import { RedisTenants, TenantContext, type ExpiryEvent } from '@tenantry/redis';
import { afterEach, describe, expect, it } from 'vitest';
import { topologies } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';
import { handlerOf, TriggerApps, type TriggerApp } from './trigger-app.js';

const NOW = { dueAt: new Date(0) };

describe.each(topologies)('handlers registered as functions on $name', (topology) => {
  const apps = new TriggerApps();

  afterEach(async () => apps.close());

  async function start(...providers: Array<ReturnType<typeof handlerOf>>): Promise<TriggerApp> {
    return apps.start({ redis: topology.options(), providers });
  }

  it('run what waited for them at once, in the tenant, and take its repositories', async () => {
    const app = await start();
    const tenant = uniqueName('acme');
    await app.triggersOf(tenant).set('remind', 'u1', NOW, { payload: { text: 'hello' } });
    const tenants = app.app.get(RedisTenants);
    app.registry.register('remind', async ({ identifier, payload }: ExpiryEvent<{ text: string }>) => {
      const { text } = payload;
      await tenants.current().users.upsert(identifier, { text, in: TenantContext.require().tenant });
    });
    await expect
      .poll(async () => tenants.for(tenant).users.get('u1'), { timeout: 5_000 })
      .toEqual({ text: 'hello', in: tenant });
    expect(app.log).toMatchObject({ warnings: [], errors: [] });
  });

  it('join those that run already', async () => {
    const runs: string[] = [];
    const app = await start(handlerOf('first', () => runs.push('first')));
    const triggers = app.triggersOf(uniqueName('acme'));
    await triggers.set('second', 'u1', NOW);
    await triggers.set('first', 'u1', NOW);
    await expect.poll(() => runs).toEqual(['first']);
    app.registry.register('second', () => runs.push('second'));
    await expect.poll(() => runs).toEqual(['first', 'second']);
  });

  it('can be taken away: what runs ends, what comes waits for the next one', async () => {
    const runs: string[] = [];
    let finish = (): void => undefined;
    const app = await start();
    const triggers = app.triggersOf(uniqueName('acme'));
    const unregister = app.registry.register('remind', async ({ identifier }) => {
      await new Promise<void>((resolve) => (finish = resolve));
      runs.push(`old ${identifier}`);
    });
    await triggers.set('remind', 'u1', NOW);
    await expect.poll(() => app.events.counters().running).toBe(1);
    unregister();
    unregister();
    expect(app.registry.find('remind')).toBeUndefined();
    await triggers.set('remind', 'u2', NOW);
    finish();
    await expect.poll(() => app.events.counters().succeeded).toBe(1);
    await sleep(100);
    expect(runs).toEqual(['old u1']);
    app.registry.register('remind', ({ identifier, attempt }) => runs.push(`new ${identifier} ${attempt}`));
    await expect.poll(() => runs).toEqual(['old u1', 'new u2 1']);
  });

  it('are listed and found with what was declared, defaults filled in', async () => {
    const app = await start(handlerOf('remind', () => undefined, { attempts: 7 }));
    app.registry.register('invoice', function sendInvoice() {}, { concurrency: 2, timeoutMs: 50 });
    expect(app.registry.list()).toMatchObject([
      {
        action: 'remind',
        name: 'FunctionHandler.handle (in TriggerAppModule)',
        pools: ['expiry'],
        attempts: 7,
        timeoutMs: 30_000,
        concurrency: undefined,
        backoff: { type: 'exponential', delayMs: 1_000 },
      },
      {
        action: 'invoice',
        name: 'function.sendInvoice (in ExpiryHandlerRegistry.register)',
        attempts: 3,
        timeoutMs: 50,
        concurrency: 2,
      },
    ]);
    expect(app.registry.find('invoice')).toBe(app.registry.list()[1]);
    expect(app.registry.find('invoice', 'expiry')).toBeDefined();
    expect(app.registry.find('invoice', 'user')).toBeUndefined();
    expect(app.registry.find('nothing')).toBeUndefined();
  });

  it('are refused where a handler is, and for options out of range', async () => {
    const app = await start(handlerOf('remind', () => undefined));
    const { registry } = app;
    expect(() => registry.register('remind', () => undefined)).toThrow(
      /FunctionHandler\.handle.*function\.anonymous \(in ExpiryHandlerRegistry\.register\)/,
    );
    expect(() => registry.register('a', () => undefined, { attempts: 0 })).toThrow(/register\(\) attempts/);
    expect(() => registry.register('', () => undefined)).toThrow(/register\(\) action/);
    expect(() => registry.register('a', () => undefined, { pool: 'user' })).toThrow(/expiry\.listeners/);
    expect(registry.list()).toHaveLength(1);
  });
});
