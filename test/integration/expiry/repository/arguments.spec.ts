import { describe, expect, it } from 'vitest';
import type { TriggerWhen } from '../../../../libs/redis/src/expiry/repository/trigger.options.js';
import { snapshotOfKeys } from '../../../support/key-snapshot.js';
import { topologies, useTopology } from '../../../support/topologies.js';
import { triggerFixture } from './trigger-fixture.js';

const TEN_YEARS_SECONDS = 315_360_000;

/** What the body of a request may hold where something else is expected. */
const NOT_A_TIME: readonly TriggerWhen[] = JSON.parse(
  '["60", true, {}, {"dueAt":"2030-01-01T00:00:00.000Z"}, {"dueAt":60}, [60]]',
);
const NO_OBJECTS: readonly never[] = JSON.parse('[null, "remind", 7]');
const NO_ARRAYS: ReadonlyArray<readonly never[]> = JSON.parse('[{"length":1}, "text", null]');
const NO_PAGE: readonly number[] = JSON.parse('["1", null, {}, [1]]');
const NO_TEXTS: readonly never[] = JSON.parse('[7, null, {}]');

const refusal = (field: string): object => ({
  code: 'INVALID_ARGUMENT',
  statusCode: 400,
  details: { field },
});

describe.each(topologies)('Arguments of triggers on $name', (topology) => {
  const redis = useTopology(topology);

  it.each([
    0,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    TEN_YEARS_SECONDS + 1,
    Date.now(),
    ...NOT_A_TIME,
    { dueAt: new Date(Number.NaN) },
    { dueAt: new Date(Date.now() + TEN_YEARS_SECONDS * 1_000 + 60_000) },
    new Date() as unknown as TriggerWhen,
  ])('refuse %j as a time, and then write nothing', async (when) => {
    const { triggers, client, tenant } = triggerFixture(redis.scope());
    await expect(triggers.set('remind', 'u1', when)).rejects.toMatchObject(refusal('when'));
    const good = { action: 'remind', identifier: 'u2' };
    const entries = [good, { ...good, when }];
    await expect(triggers.setMany(entries)).rejects.toMatchObject(refusal('triggers[1].when'));
    expect(await triggers.get('remind', 'u2')).toBeNull();
    expect((await snapshotOfKeys([client], `*${tenant}*`)).size).toBe(0);
  });

  it('refuse payloads that cannot be stored, and then write nothing', async () => {
    const { triggers, client, tenant } = triggerFixture(redis.scope(), { expiry: { maxPayloadBytes: 8 } });
    for (const payload of [Number.NaN, Symbol('s'), new Map(), { deep: [() => 1] }, '\ud83d']) {
      await expect(triggers.set('remind', 'u1', 60, { payload })).rejects.toMatchObject({
        code: 'UNSUPPORTED_VALUE',
        statusCode: 400,
      });
    }
    const long = 'secret-secret';
    const tooLarge = triggers.set('remind', 'u1', 60, { payload: long });
    await expect(tooLarge).rejects.toMatchObject(refusal('payload'));
    await expect(tooLarge).rejects.toThrow('at most 8 bytes');
    await expect(tooLarge).rejects.not.toThrow(long);
    const entry = { action: 'remind', identifier: 'u1' };
    const many = triggers.setMany([entry, { ...entry, payload: [1, 2, 3, 4] }]);
    await expect(many).rejects.toMatchObject(refusal('triggers[1].payload'));
    const unsupported = triggers.setMany([entry, { ...entry, payload: [new Set()] }]);
    await expect(unsupported).rejects.toMatchObject({ path: 'triggers[1].payload[0]' });
    expect((await snapshotOfKeys([client], `*${tenant}*`)).size).toBe(0);
  });

  it('refuse what is no list of triggers', async () => {
    const { triggers } = triggerFixture(redis.scope());
    for (const noArray of NO_ARRAYS) {
      await expect(triggers.setMany(noArray)).rejects.toMatchObject(refusal('triggers'));
    }
    for (const noObject of NO_OBJECTS) {
      await expect(triggers.setMany([noObject])).rejects.toMatchObject(refusal('triggers[0]'));
    }
  });

  it.each([0, -1, 1.5, 501, Number.NaN, ...NO_PAGE])('refuse %j as a limit', async (limit) => {
    const { triggers } = triggerFixture(redis.scope());
    await expect(triggers.list({ limit })).rejects.toMatchObject(refusal('limit'));
    await expect(triggers.deadLetters({ limit })).rejects.toMatchObject(refusal('limit'));
  });

  it.each(['x', '0', '-1', '99-1', '[]', 'WzFd', '0-1; FLUSHALL', ...NO_TEXTS])(
    'refuse %j as a cursor',
    async (cursor) => {
      const { triggers } = triggerFixture(redis.scope());
      await expect(triggers.list({ cursor })).rejects.toMatchObject(refusal('cursor'));
      await expect(triggers.deadLetters({ cursor })).rejects.toMatchObject(refusal('cursor'));
    },
  );

  it('refuse what is no list of ids, and change nothing', async () => {
    const { triggers, bury } = triggerFixture(redis.scope());
    await bury('remind', 'u1');
    const [letter] = (await triggers.deadLetters()).letters;
    for (const noIds of [...NO_ARRAYS, JSON.parse('"every"') as never, undefined as never]) {
      await expect(triggers.discardDead(noIds)).rejects.toMatchObject(refusal('ids'));
    }
    for (const noArray of NO_ARRAYS) {
      await expect(triggers.retryDead(noArray)).rejects.toMatchObject(refusal('ids'));
    }
    for (const noText of NO_TEXTS) {
      const ids = [letter!.id, noText];
      await expect(triggers.retryDead(ids)).rejects.toMatchObject(refusal('ids[1]'));
      await expect(triggers.discardDead(ids)).rejects.toMatchObject(refusal('ids[1]'));
    }
    for (const noId of ['', 'x', '99999-1', '0-x', '*']) {
      const ids = [letter!.id, noId];
      await expect(triggers.retryDead(ids)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      await expect(triggers.discardDead(ids)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
    expect((await triggers.deadLetters()).letters).toEqual([letter]);
  });

  it('refuse a pool without an engine, and name those that have one', async () => {
    const { triggers, schedule } = triggerFixture(redis.scope(), {
      expiry: { listeners: ['handlers', 'user'] },
    });
    const pool = 'default';
    const calls = [
      triggers.set('remind', 'u1', 60, { pool }),
      triggers.setMany([], { pool }),
      triggers.delete('remind', 'u1', { pool }),
      triggers.deleteAllByIdentifier('u1', { pool }),
      triggers.get('remind', 'u1', { pool }),
      triggers.list({ pool }),
      triggers.deadLetters({ pool }),
      triggers.retryDead([], { pool }),
      triggers.discardDead([], { pool }),
      schedule.stats({ pool }),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: refusal('pool') });
      expect(outcome).toMatchObject({ reason: { message: expect.stringContaining('handlers, user') } });
    }
  });
});
