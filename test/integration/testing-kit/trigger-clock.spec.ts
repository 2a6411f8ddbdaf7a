import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { TriggerClockError } from '../../../libs/redis-testing/src/nest/index.js';
import { kitTopologies, useKitApps } from './kit-app.js';

const START = new Date('2030-01-01T00:00:00Z');
const at = (offsetMs: number): Date => new Date(START.getTime() + offsetMs);
const MINUTE = 60_000;

describe.each(kitTopologies)('The clock of triggers on $name', (topology) => {
  const startApp = useKitApps(topology);

  it('runs what becomes due, in the order of due times, until the handlers have ended', async () => {
    const { clock, redis, on } = await startApp();
    const ended: string[] = [];
    on('remind', async ({ identifier }) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      ended.push(identifier);
    });
    const { triggers } = redis.of('acme');
    for (const [identifier, seconds] of [
      ['c', 5_400],
      ['a', 60],
      ['b', 3_600],
      ['d', 7_260],
    ] as const) {
      await triggers.set('remind', identifier, seconds);
    }
    const runs = await clock.advance('2h');
    expect(ended).toEqual(['a', 'b', 'c']);
    expect(runs.map(({ identifier, outcome }) => [identifier, outcome])).toEqual([
      ['a', 'succeeded'],
      ['b', 'succeeded'],
      ['c', 'succeeded'],
    ]);
    expect(await clock.advance('1s')).toEqual([]);
    expect(await clock.advance('1m')).toMatchObject([
      { pool: 'expiry', tenant: 'acme', action: 'remind', identifier: 'd', attempt: 1 },
    ]);
  });

  it('runs again what is armed again on the way', async () => {
    const { clock, redis, on } = await startApp();
    on('tick', async ({ tenant, identifier }) => redis.of(tenant).triggers.set('tick', identifier, 600));
    await redis.of('acme').triggers.set('tick', 'u1', 600);
    expect(await clock.advance('2h')).toHaveLength(12);
    expect(await clock.advance('10m')).toHaveLength(1);
  });

  it('runs what handlers schedule for the same moment, one after the other', async () => {
    const { clock, redis, on } = await startApp();
    on('hop', async ({ tenant, identifier, dueAt }) => {
      if (identifier !== '20')
        await redis.of(tenant).triggers.set('hop', `${Number(identifier) + 1}`, { dueAt });
    });
    clock.freeze();
    await redis.of('acme').triggers.set('hop', '1', 60);
    expect(await clock.advance('1m')).toHaveLength(20);
  });

  it('stands still when frozen: every time is exact, and nothing fires before it is advanced', async () => {
    const { clock, redis, on } = await startApp();
    const events: Array<readonly [string, number, Date]> = [];
    on(
      'remind',
      ({ identifier, attempt, dueAt }) => {
        events.push([identifier, attempt, dueAt]);
        if (identifier === 'failing') throw new Error('not today');
      },
      { attempts: 3, backoff: { type: 'fixed', delayMs: 10 * MINUTE } },
    );
    clock.freeze();
    await clock.set(START);
    const { triggers } = redis.of('acme');
    await triggers.set('remind', 'soon', 0.03);
    await triggers.set('remind', 'failing', 3_600);
    await triggers.set('remind', 'dated', { dueAt: at(90 * MINUTE) });
    const began = performance.now();
    await expect.poll(() => performance.now() - began).toBeGreaterThan(120);
    expect(events).toEqual([]);

    expect(await clock.advance('29ms')).toEqual([]);
    expect(await clock.advance('1ms')).toMatchObject([{ identifier: 'soon', at: at(30) }]);
    const runs = await clock.set(at(120 * MINUTE));
    expect(clock.now()).toEqual(at(120 * MINUTE));
    expect(runs.map((run) => [run.identifier, run.attempt, run.at, run.outcome])).toEqual([
      ['failing', 1, at(60 * MINUTE), 'retried'],
      ['failing', 2, at(70 * MINUTE), 'retried'],
      ['failing', 3, at(80 * MINUTE), 'dead'],
      ['dated', 1, at(90 * MINUTE), 'succeeded'],
    ]);
    expect(runs[0]?.error).toMatchObject({ message: 'not today' });
    expect(events.map(([, , dueAt]) => dueAt)).toEqual([
      at(30),
      ...Array.from({ length: 3 }, () => at(60 * MINUTE)),
      at(90 * MINUTE),
    ]);
    const { letters } = await triggers.deadLetters();
    expect(letters).toMatchObject([{ identifier: 'failing', attempts: 3, buriedAt: at(80 * MINUTE) }]);
  });

  it('goes back, goes on by itself, and returns to the real time', async () => {
    const { clock, redis, on } = await startApp();
    const ran: string[] = [];
    on('remind', ({ identifier }) => ran.push(identifier));
    const { triggers } = redis.of('acme');
    clock.freeze();
    await clock.set(START);
    await triggers.set('remind', 'u1', 60);
    await clock.set(at(-60 * MINUTE));
    expect(await clock.advance('1h')).toEqual([]);
    expect(await clock.advance('1m')).toHaveLength(1);
    await triggers.set('remind', 'u2', 0.05);
    clock.resume();
    await expect.poll(() => ran).toEqual(['u1', 'u2']);
    clock.reset();
    expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(5_000);
    await triggers.set('remind', 'u3', 0.001);
    await expect.poll(() => ran).toEqual(['u1', 'u2', 'u3']);
  });

  it('leaves what nobody handles, until somebody does', async () => {
    const { clock, redis, on } = await startApp();
    await redis.of('acme').triggers.set('later', 'u1', 60);
    on('remind', () => undefined);
    expect(await clock.advance('1h')).toEqual([]);
    on('later', () => undefined);
    expect(await clock.advance(0)).toMatchObject([{ action: 'later' }]);
  });

  it('runs every trigger of tenants that may run only some at once', async () => {
    const { clock, redis, on } = await startApp({ redis: { expiry: { tenantConcurrency: 1 } } });
    on('one', async () => new Promise((resolve) => setTimeout(resolve, 5)));
    on('other', async () => new Promise((resolve) => setTimeout(resolve, 5)));
    clock.freeze();
    await clock.set(START);
    const { triggers } = redis.of('acme');
    for (const identifier of ['a', 'b', 'c', 'd']) {
      await triggers.set('one', identifier, 60);
      await triggers.set('other', identifier, 60);
    }
    expect(await clock.advance('1m')).toHaveLength(8);
    expect(clock.now()).toEqual(at(MINUTE));
  });

  it('runs exactly what is due, whatever is scheduled and however it is advanced', async () => {
    const { clock, redis, on } = await startApp();
    on('remind', () => undefined);
    clock.freeze();
    const { triggers } = redis.of('acme');
    const delays = fc.array(fc.integer({ min: 1, max: 3_600_000 }), { maxLength: 6 });
    const steps = fc.array(fc.integer({ min: 0, max: 1_800_000 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(delays, steps, async (delaysMs, stepsMs) => {
        await redis.flush();
        await clock.set(START);
        for (const [index, ms] of delaysMs.entries()) await triggers.set('remind', `${index}`, ms / 1_000);
        const runs: number[] = [];
        for (const ms of stepsMs) runs.push(...(await clock.advance(ms)).map((run) => run.at.getTime()));
        const passed = stepsMs.reduce((sum, ms) => sum + ms, 0);
        const due = delaysMs.filter((ms) => ms <= passed).toSorted((one, other) => one - other);
        expect(runs).toEqual(due.map((ms) => START.getTime() + ms));
      }),
      { numRuns: topology.clustered ? 3 : 15 },
    );
  }, 90_000);
});

describe('The clock of triggers', () => {
  const startApp = useKitApps({ name: 'standalone', clustered: false });

  it('says that a handler hangs, and goes on when it has ended', async () => {
    const { clock, redis, on } = await startApp();
    let end: () => void = () => undefined;
    on('slow', async () => new Promise<void>((resolve) => (end = resolve)));
    await redis.of('acme').triggers.set('slow', 'u1', 60);
    await expect(clock.advance('1m', { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('1 running'),
    });
    end();
    expect(await clock.advance('1m')).toHaveLength(1);
  });

  it('is moved by one at a time, and not by a handler', async () => {
    const { clock, redis, on } = await startApp();
    on('remind', async () => clock.advance('1h'), { attempts: 1 });
    await redis.of('acme').triggers.set('remind', 'u1', 60);
    const [run, ...others] = await clock.advance('1h');
    expect(others).toEqual([]);
    expect(run).toMatchObject({ outcome: 'dead', error: { code: 'BUSY' } });
    expect(run?.error).toBeInstanceOf(TriggerClockError);
  });

  it('ends where triggers arm themselves for the time they run at', async () => {
    const { clock, redis, on } = await startApp();
    on('again', async ({ tenant, dueAt }) => redis.of(tenant).triggers.set('again', 'u1', { dueAt }));
    await redis.of('acme').triggers.set('again', 'u1', 60);
    await expect(clock.advance('1h', { maxRuns: 20 })).rejects.toMatchObject({ code: 'ENDLESS' });
    await redis.of('acme').triggers.delete('again', 'u1');
  });

  it('ends them also while another handler runs all the time', async () => {
    const { clock, redis, on } = await startApp();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    on('long', async () => released);
    on('again', async ({ tenant, dueAt }) => redis.of(tenant).triggers.set('again', 'u1', { dueAt }));
    const { triggers } = redis.of('acme');
    await triggers.set('long', 'u1', 60);
    await triggers.set('again', 'u1', 60);
    try {
      const advancing = clock.advance('1h', { maxRuns: 20, timeoutMs: 10_000 });
      await expect(advancing).rejects.toMatchObject({ code: 'ENDLESS' });
    } finally {
      release();
      await triggers.delete('again', 'u1');
    }
  });

  it.each([
    ['was not initialised', { isInitialized: false }],
    ['runs no worker', { redis: { expiry: { worker: false } } }],
  ])('refuses to move where the application %s', async (_what, parts) => {
    const { clock } = await startApp(parts);
    await expect(clock.advance('1h')).rejects.toMatchObject({ code: 'NO_WORKER' });
  });

  it('goes by the real time where a test has faked the date', async () => {
    const { clock, redis, on } = await startApp();
    on('remind', () => undefined);
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2001-01-01T00:00:00Z') });
    try {
      await redis.of('acme').triggers.set('remind', 'u1', 3_600);
      expect(await clock.advance('59m')).toEqual([]);
      expect(await clock.advance('1m')).toHaveLength(1);
      expect(clock.now().getTime()).toBeGreaterThan(new Date('2020-01-01T00:00:00Z').getTime());
    } finally {
      vi.useRealTimers();
    }
  });

  it('refuses what is no duration and no date', async () => {
    const { clock } = await startApp();
    await expect(clock.advance('2 hours')).rejects.toThrow(RangeError);
    await expect(clock.set(new Date('soon'))).rejects.toThrow(RangeError);
  });
});
