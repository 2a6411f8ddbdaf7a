import { assert, asyncProperty, constantFrom, jsonValue, oneof } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explicitTenant } from '../../../../libs/redis/src/context/tenant-reference.js';
import { topologies, useTopology } from '../../../support/topologies.js';
import { triggerFixture } from './trigger-fixture.js';

const HOUR_MS = 3_600_000;
/** What a slow machine may need for a call. */
const TOLERANCE_MS = 5_000;

/** Asserts that `date` lies `delayMs` after some moment between `before` and now. */
function expectDueAfter(date: Date, delayMs: number, before: number): void {
  expect(date.getTime()).toBeGreaterThanOrEqual(before + delayMs - 1);
  expect(date.getTime()).toBeLessThanOrEqual(Date.now() + delayMs + 1);
}

describe.each(topologies)('Triggers that are set on $name', (topology) => {
  const redis = useTopology(topology);

  it('are due after the seconds given, fractions included', async () => {
    const { triggers } = triggerFixture(redis.scope());
    for (const [seconds, ms] of [
      [60, 60_000],
      [0.25, 250],
      [0.07, 70],
      [0.000_1, 1],
      [315_360_000, 315_360_000_000],
    ] as const) {
      const before = Date.now();
      const { dueAt, rearmed } = await triggers.set('remind', `after ${seconds}`, seconds);
      expectDueAfter(dueAt, ms, before);
      expect(rearmed).toBe(false);
      expect(await triggers.get('remind', `after ${seconds}`)).toMatchObject({ dueAt });
    }
  });

  it('are due after an hour by default, or after what the tenant has as its default', async () => {
    const before = Date.now();
    const { dueAt } = await triggerFixture(redis.scope()).triggers.set('remind', 'u1');
    expectDueAfter(dueAt, HOUR_MS, before);
    const { triggers } = triggerFixture(redis.scope({ ttl: { defaultSeconds: 2_400 } }));
    const own = await triggers.set('remind', 'u1', undefined, { payload: 1 });
    expectDueAfter(own.dueAt, 100_000, before);
  });

  it('are due at the time given, and now if it is past', async () => {
    const { triggers, claim } = triggerFixture(redis.scope());
    const dueAt = new Date(Date.now() + HOUR_MS + 123);
    expect(await triggers.set('remind', 'later', { dueAt })).toEqual({ dueAt, rearmed: false });
    const before = Date.now();
    for (const past of [new Date(0), new Date(-1), new Date(before - 1)]) {
      const identifier = past.toISOString();
      const armed = await triggers.set('remind', identifier, { dueAt: past });
      expect(Math.abs(armed.dueAt.getTime() - before)).toBeLessThan(TOLERANCE_MS);
    }
    expect(await claim('remind')).toHaveLength(3);
  });

  it('move, with their payload, when they are set again', async () => {
    const { triggers, claim } = triggerFixture(redis.scope());
    await triggers.set('remind', 'u1', { dueAt: new Date(0) }, { payload: 'old' });
    expect(await triggers.set('remind', 'u1', 60, { payload: 'new' })).toMatchObject({ rearmed: true });
    expect(await claim('remind')).toEqual([]);
    expect((await triggers.list()).triggers).toHaveLength(1);
    expect(await triggers.get('remind', 'u1')).toMatchObject({ payload: 'new' });
    expect(await triggers.set('remind', 'u1', { dueAt: new Date(0) })).toMatchObject({ rearmed: true });
    expect(await claim('remind')).toMatchObject([{ identifier: 'u1', payload: null, attempt: 1 }]);
  });

  it('run once more when they are set while they run', async () => {
    const { triggers, claim, settle } = triggerFixture(redis.scope());
    await triggers.set('remind', 'u1', { dueAt: new Date(0) }, { payload: 1 });
    const [first] = await claim('remind');
    expect(await triggers.set('remind', 'u1', { dueAt: new Date(0) }, { payload: 2 })).toMatchObject({
      rearmed: false,
    });
    expect(await claim('remind')).toEqual([]);
    await settle(first!, { kind: 'ack' });
    await expect.poll(async () => claim('remind')).toMatchObject([{ identifier: 'u1', payload: '2' }]);
  });

  it('have a key with a TTL beside them, unless that is switched off', async () => {
    const { triggers, client, keys, tenant } = triggerFixture(redis.scope());
    const key = keys.trigger(tenant, 'remind', 'u1');
    await triggers.set('remind', 'u1', 100);
    expect(await client.ttl(key)).toBeGreaterThan(95);
    expect(await client.ttl(key)).toBeLessThanOrEqual(101);
    await triggers.delete('remind', 'u1');
    expect(await client.exists(key)).toBe(0);
    const without = triggerFixture(redis.scope(), { expiry: { ttlKeys: false } });
    await without.triggers.set('remind', 'u1', 100);
    expect(await client.exists(without.keys.trigger(without.tenant, 'remind', 'u1'))).toBe(0);
    expect(await without.triggers.get('remind', 'u1')).not.toBeNull();
  });

  it('belong to the tenant of the call', async () => {
    const acme = triggerFixture(redis.scope());
    const { namespace } = acme;
    const globex = triggerFixture(redis.scope(), { namespace });
    await acme.triggers.set('remind', 'u1', 60, { payload: 'acme' });
    expect(await globex.triggers.get('remind', 'u1')).toBeNull();
    expect(await globex.triggers.delete('remind', 'u1')).toBe(false);
    expect(await globex.triggers.deleteAllByIdentifier('u1')).toBe(0);
    expect(await globex.triggers.list()).toEqual({ triggers: [], cursor: null });
    expect(await acme.triggers.get('remind', 'u1')).toMatchObject({ payload: 'acme' });
  });

  it('follow the tenant of the context', async () => {
    const scope = redis.scope();
    let tenant = scope.tenantReference.resolve();
    const { triggers, namespace } = triggerFixture({
      ...scope,
      tenantReference: { resolve: () => explicitTenant(tenant).resolve() },
    });
    const other = triggerFixture(redis.scope(), { namespace });
    await triggers.set('remind', 'u1', 60);
    tenant = other.tenant;
    expect(await triggers.get('remind', 'u1')).toBeNull();
    await triggers.set('remind', 'u2', 60);
    expect(await other.triggers.get('remind', 'u2')).not.toBeNull();
  });
});

describe.each(topologies)('Payloads of triggers on $name', (topology) => {
  const redis = useTopology(topology);

  it('reach the worker and the reader as they were set', async () => {
    const { triggers, claim } = triggerFixture(redis.scope());
    const { codec } = redis.scope().runtime;
    const values = oneof(
      jsonValue({ noUnicodeString: false, depthSize: 'small' }).filter((value) => !Object.is(value, -0)),
      constantFrom('', '""', 'null', '{', 'NaN', '0123', 'due:1', 'a\0b', 2n ** 70n),
    );
    await assert(
      asyncProperty(values, async (payload) => {
        await triggers.set('remind', 'u1', { dueAt: new Date(0) }, { payload });
        const expected = codec.decode(codec.encode(payload, 'payload'));
        expect((await triggers.get('remind', 'u1'))?.payload).toEqual(expected);
        const claimed = await claim('remind');
        expect(claimed).toHaveLength(1);
        for (const item of claimed) {
          expect(item.payload === null ? null : codec.decode(item.payload)).toEqual(expected);
        }
        await triggers.delete('remind', 'u1');
      }),
      { numRuns: 60 },
    );
  });

  it('are null where there are none, and then take no room', async () => {
    const { triggers, client, namespace, engine } = triggerFixture(redis.scope());
    await triggers.set('remind', 'u1', 60);
    await triggers.set('remind', 'u2', 60, { payload: undefined });
    await triggers.set('remind', 'u3', 60, { payload: null });
    for (const identifier of ['u1', 'u2', 'u3']) {
      expect(await triggers.get('remind', identifier)).toMatchObject({ payload: null });
    }
    for (let partition = 0; partition < engine.partitions; partition += 1) {
      expect(await client.exists(`{exp:${namespace}:expiry:${partition}}:rec`)).toBe(0);
    }
  });

  it('are text where another program wrote what is no JSON', async () => {
    const { triggers, engine, tenant } = triggerFixture(redis.scope());
    const name = { tenant, action: 'remind', identifier: 'u1' };
    await engine.schedule([{ ...name, when: { delayMs: 60_000 }, payload: '{"broken": ' }]);
    expect(await triggers.get('remind', 'u1')).toMatchObject({ payload: '{"broken": ' });
    expect((await triggers.list()).triggers).toMatchObject([{ payload: '{"broken": ' }]);
  });

  it('may be as large as the option says, in bytes', async () => {
    const { triggers } = triggerFixture(redis.scope(), { expiry: { maxPayloadBytes: 10 } });
    await triggers.set('remind', 'u1', 60, { payload: 'ü'.repeat(5) });
    expect(await triggers.get('remind', 'u1')).toMatchObject({ payload: 'ü'.repeat(5) });
  });

  it('may be a megabyte', async () => {
    const { triggers } = triggerFixture(redis.scope());
    const payload = 'x'.repeat(1_048_576);
    await triggers.set('remind', 'u1', 60, { payload });
    expect((await triggers.get('remind', 'u1'))?.payload).toBe(payload);
    await expect(triggers.set('remind', 'u2', 60, { payload: `${payload}x` })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      statusCode: 400,
      details: { field: 'payload' },
    });
    expect(await triggers.get('remind', 'u2')).toBeNull();
  });
});
