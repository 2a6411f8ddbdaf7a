import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Module } from '@nestjs/common';
import { OnExpire } from '@tenantry/redis';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { uniqueName } from '../../../support/unique-name.js';
import { handlerOf, TriggerApps, type TriggerApp, type TriggerAppParts } from './trigger-app.js';

const NOW = { dueAt: new Date(0) };

@Injectable()
class Reminders {
  @OnExpire('remind')
  remind(): void {}
}

@Injectable()
class Invoices {
  @OnExpire('invoice')
  @OnExpire('remind')
  send(): void {}
}

@Module({ providers: [Reminders] })
class RemindersModule {}

describe('the start of an application with @OnExpire', () => {
  const apps = new TriggerApps();

  afterEach(async () => apps.close());

  async function start(parts: Omit<TriggerAppParts, 'redis'>): Promise<TriggerApp> {
    return apps.start({ redis: { url: inject('redisUrl') }, ...parts });
  }

  /** Why the application does not start. */
  async function failureOf(parts: Omit<TriggerAppParts, 'redis'>): Promise<unknown> {
    return start(parts).then(
      () => 'started',
      (error: unknown) => error,
    );
  }

  it('fails if two methods handle one action, and names both', async () => {
    const failure = await failureOf({ providers: [Reminders, Invoices] });
    expect(failure).toMatchObject({ name: 'DuplicateHandlerError', code: 'DUPLICATE_HANDLER' });
    expect(String(failure)).toContain('trigger action "remind" in pool "expiry"');
    expect(String(failure)).toContain('Reminders.remind (in TriggerAppModule)');
    expect(String(failure)).toContain('Invoices.send (in TriggerAppModule)');
  });

  it('fails if two modules provide the class, also in a process that runs no triggers', async () => {
    const failure = await failureOf({
      providers: [Reminders],
      imports: [RemindersModule],
      expiry: { worker: false },
    });
    expect(String(failure)).toContain('Reminders.remind (in TriggerAppModule)');
    expect(String(failure)).toContain('Reminders.remind (in RemindersModule)');
  });

  it('takes the same action in two pools as two, and a handler without a pool for all', async () => {
    const listeners = ['expiry', 'handlers'] as const;
    const inPool = (pool: 'expiry' | 'handlers'): ReturnType<typeof handlerOf> =>
      handlerOf('remind', () => undefined, { pool });
    const app = await start({ expiry: { listeners }, providers: [inPool('expiry'), inPool('handlers')] });
    expect(app.registry.list().map(({ pools }) => pools)).toEqual([['expiry'], ['handlers']]);
    const failure = await failureOf({ expiry: { listeners }, providers: [Reminders, inPool('handlers')] });
    expect(String(failure)).toContain('trigger action "remind" in pool "handlers"');
  });

  it('fails for a handler of a pool that is not listened to', async () => {
    const wrong = handlerOf('remind', () => undefined, { pool: 'handlers' });
    expect(await failureOf({ providers: [wrong] })).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('expiry.listeners'),
    });
  });

  it('runs the triggers of each pool with the handler for it', async () => {
    const runs: string[] = [];
    const app = await start({
      expiry: { listeners: ['expiry', 'handlers'] },
      providers: [
        handlerOf('everywhere', ({ pool }) => runs.push(`everywhere ${pool}`)),
        handlerOf('remind', ({ pool }) => runs.push(`handlers only ${pool}`), { pool: 'handlers' }),
      ],
    });
    const triggers = app.triggersOf(uniqueName('acme'));
    for (const pool of ['expiry', 'handlers'] as const) {
      await triggers.set('everywhere', 'x', NOW, { pool });
      await triggers.set('remind', 'x', NOW, { pool });
    }
    await expect
      .poll(() => runs.toSorted())
      .toEqual(['everywhere expiry', 'everywhere handlers', 'handlers only handlers']);
    expect(await triggers.get('remind', 'x', { pool: 'expiry' })).not.toBeNull();
  });

  it('says so in the log once per pool, and nothing else', async () => {
    const app = await start({ providers: [Reminders] });
    const aboutTriggers = app.log.logs.filter((line) => line.startsWith('Expiry worker'));
    expect(aboutTriggers).toEqual([
      "Expiry worker on alias 'expiry': 1 action(s), 50 handlers at once, leases of 30000 ms",
    ]);
    expect(app.log).toMatchObject({ warnings: [], errors: [] });
  });

  it('leads to nothing with worker: false', async () => {
    const runs: unknown[] = [];
    const namespace = uniqueName('app');
    const handler = handlerOf('remind', ({ identifier }) => runs.push(identifier));
    const idle = await start({ namespace, providers: [handler], expiry: { worker: false } });
    idle.registry.register('other', () => runs.push('other'));
    const triggers = idle.triggersOf(uniqueName('acme'));
    await triggers.set('remind', 'u1', NOW);
    await triggers.set('other', 'u1', NOW);
    await sleep(100);
    expect(runs).toEqual([]);
    await start({ namespace, providers: [handler] });
    await expect.poll(() => runs).toEqual(['u1']);
  });
});
