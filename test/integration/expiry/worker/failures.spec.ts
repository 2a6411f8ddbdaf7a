import { afterEach, describe, expect, it } from 'vitest';
import type { TenantId } from '../../../../libs/redis/src/common/tenant-id.js';
import type { ExpiryEvent } from '../../../../libs/redis/src/expiry/expiry-event.js';
import type { OnExpireOptions } from '../../../../libs/redis/src/expiry/on-expire.options.js';
import { UnrecoverableError } from '../../../../libs/redis/src/expiry/unrecoverable.error.js';
import { topologies } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';
import { handlerOf, TriggerApps, type TriggerApp } from './trigger-app.js';

const SOON = { type: 'fixed', delayMs: 20 } as const;
const NOW = { dueAt: new Date(0) };
const PAYLOAD = { secret: 'never in a log' };

describe.each(topologies)('a handler of triggers that fails on $name', (topology) => {
  const apps = new TriggerApps();
  const tenant = uniqueName('acme');

  afterEach(async () => apps.close());

  async function start(
    handle: (event: ExpiryEvent) => unknown,
    options: OnExpireOptions = {},
  ): Promise<TriggerApp> {
    return apps.start({
      redis: topology.options(),
      providers: [handlerOf('remind', handle, { backoff: SOON, ...options })],
    });
  }

  async function deadLetters(app: TriggerApp): Promise<readonly { readonly error: string }[]> {
    return (await app.triggersOf(tenant).deadLetters()).letters;
  }

  it('is called again until it succeeds, with the attempt and the same due time', async () => {
    const calls: ExpiryEvent[] = [];
    const app = await start((event) => {
      calls.push(event);
      if (event.attempt < 3) throw new Error('not yet.');
    });
    const { dueAt } = await app.triggersOf(tenant).set('remind', 'u1', 0.01, { payload: PAYLOAD });
    await expect
      .poll(() => app.events.counters(), { timeout: 5_000 })
      .toMatchObject({
        fired: 3,
        retried: 2,
        succeeded: 1,
        dead: 0,
        lag: { count: 1 },
      });
    expect(calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(new Set(calls.map(({ runId }) => runId)).size).toBe(3);
    for (const call of calls) expect(call).toMatchObject({ dueAt, payload: PAYLOAD });
    expect(await deadLetters(app)).toEqual([]);
    expect(app.log.errors).toEqual([]);
    expect(app.log.warnings[0]).toMatch(
      /^FunctionHandler\.handle \(in TriggerAppModule\): attempt 1 of 3 of trigger "remind" "u1" .* not yet\. It is tried again in 20 ms/,
    );
  });

  it('makes the trigger a dead letter when its attempts are used up', async () => {
    const app = await start(
      () => {
        throw new TypeError('broken.');
      },
      { attempts: 2 },
    );
    await app.triggersOf(tenant).set('remind', 'u2', NOW, { payload: PAYLOAD });
    await expect
      .poll(async () => deadLetters(app), { timeout: 5_000 })
      .toMatchObject([
        {
          action: 'remind',
          identifier: 'u2',
          attempts: 2,
          payload: PAYLOAD,
          error: 'broken.',
          stack: expect.stringContaining('failures.spec.ts'),
        },
      ]);
    expect(app.events.counters()).toMatchObject({ fired: 2, retried: 1, dead: 1, succeeded: 0, running: 0 });
    expect(app.log.errors).toEqual([expect.stringMatching(/attempt 2 of 2 .* broken\. It is a dead letter/)]);
    expect([...app.log.errors, ...app.log.warnings].join()).not.toContain(PAYLOAD.secret);
    expect(await app.triggersOf(tenant).retryDead()).toBe(1);
    await expect.poll(async () => deadLetters(app), { timeout: 5_000 }).toHaveLength(1);
    expect(app.events.counters().fired).toBe(4);
    await app.triggersOf(tenant).discardDead('all');
  });

  it('makes it one at once with an UnrecoverableError', async () => {
    const app = await start(() => {
      throw new UnrecoverableError('The user is gone.', { cause: new Error('404') });
    });
    await app.triggersOf(tenant).set('remind', 'u3', NOW);
    await expect
      .poll(async () => deadLetters(app), { timeout: 5_000 })
      .toMatchObject([{ identifier: 'u3', attempts: 1, error: 'The user is gone.' }]);
    expect(app.events.counters()).toMatchObject({ fired: 1, retried: 0, dead: 1 });
    await app.triggersOf(tenant).discardDead('all');
  });

  it('may throw anything', async () => {
    const app = await start(
      // What some libraries reject with.
      async () => Promise.reject('a text'),
      { attempts: 1 },
    );
    await app.triggersOf(tenant).set('remind', 'u4', NOW);
    await expect
      .poll(async () => deadLetters(app), { timeout: 5_000 })
      .toMatchObject([{ error: 'a text', stack: null }]);
    await app.triggersOf(tenant).discardDead('all');
  });

  it('decides about its pause itself, if told so', async () => {
    const asked: Array<[number, unknown]> = [];
    const failure = new Error('busy.');
    let last = 0;
    const pauses: number[] = [];
    const app = await start(
      ({ attempt }) => {
        if (attempt > 1) pauses.push(performance.now() - last);
        last = performance.now();
        throw failure;
      },
      {
        attempts: 3,
        backoff: (attempt, error) => {
          asked.push([attempt, error]);
          return attempt * 150;
        },
      },
    );
    await app.triggersOf(tenant).set('remind', 'u5', NOW);
    await expect.poll(async () => deadLetters(app), { timeout: 5_000 }).toHaveLength(1);
    expect(asked).toEqual([
      [1, failure],
      [2, failure],
    ]);
    expect(pauses[0]).toBeGreaterThanOrEqual(145);
    expect(pauses[1]).toBeGreaterThanOrEqual(295);
    await app.triggersOf(tenant).discardDead('all');
  });

  it('is tried again after the usual pause if its backoff function fails', async () => {
    const app = await start(
      ({ attempt }) => {
        if (attempt === 1) throw new Error('once.');
      },
      {
        backoff: () => {
          throw new Error('no pause for you.');
        },
      },
    );
    await app.triggersOf(tenant).set('remind', 'u6', NOW);
    await expect.poll(() => app.events.counters().succeeded, { timeout: 5_000 }).toBe(1);
    expect(app.log.errors).toEqual([expect.stringContaining('no pause for you.')]);
  });

  it('has failed when it takes longer than its timeout', async () => {
    const reasons: unknown[] = [];
    let finish: (() => void) | undefined;
    const app = await start(
      async ({ signal, attempt }) => {
        signal.addEventListener('abort', () => reasons.push(signal.reason));
        if (attempt === 1) await new Promise<void>((resolve) => (finish = resolve));
      },
      { timeoutMs: 100 },
    );
    await app.triggersOf(tenant).set('remind', 'u7', NOW);
    await expect
      .poll(() => app.events.counters(), { timeout: 5_000 })
      .toMatchObject({ retried: 1, succeeded: 1, running: 0 });
    expect(reasons).toEqual([
      expect.objectContaining({ name: 'TimeoutError', message: expect.stringContaining('within 100 ms') }),
    ]);
    // It counts for nothing what the first call does in the end.
    finish?.();
    await expect
      .poll(() => app.log.warnings)
      .toEqual([
        expect.stringContaining('did not finish within 100 ms'),
        expect.stringContaining('returned after'),
      ]);
    expect(app.events.counters()).toMatchObject({ fired: 2, succeeded: 1 });
    expect(await deadLetters(app)).toEqual([]);
  });

  it('is not called for a tenant that cannot be one; the trigger is a dead letter', async () => {
    let calls = 0;
    const app = await start(() => (calls += 1));
    const engine = app.engines.engine('expiry');
    const wrong = 'not a tenant' as TenantId;
    const when = { dueAtMs: 0 };
    await engine.schedule([{ tenant: wrong, action: 'remind', identifier: 'u8', when }]);
    await expect
      .poll(async () => (await engine.deadLetters(wrong)).letters, { timeout: 5_000 })
      .toMatchObject([{ identifier: 'u8', error: expect.stringContaining('Tenant id') }]);
    await app.triggersOf(tenant).set('remind', 'u9', NOW);
    await expect.poll(() => calls).toBe(1);
    expect(app.events.counters()).toMatchObject({ fired: 1, dead: 1, succeeded: 1 });
  });
});
