import { describe, expect, it } from 'vitest';
import type { DeadLetter } from '../../../../libs/redis/src/expiry/engine/trigger.types.js';
import { topologies, useTopology } from '../../../support/topologies.js';
import { tenantNamed, TestEngine } from './test-engine.js';

async function buryAll(test: TestEngine, count: number, message = 'no'): Promise<void> {
  for (let index = 0; index < count; index++) {
    await test.set(`i${index}`, 0, { payload: `p${index}` });
    await test.settle(await test.claimOne(), { kind: 'bury', error: { message } });
  }
}

async function everyLetter(test: TestEngine, limit: number): Promise<DeadLetter[]> {
  const found: DeadLetter[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await test.engine.deadLetters(test.tenant, { limit, cursor });
    expect(page.letters.length).toBeLessThanOrEqual(limit);
    found.push(...page.letters);
    cursor = page.cursor;
  }
  return found;
}

describe.each(topologies)('A dead letter on $name', (topology) => {
  const redis = useTopology(topology);

  it('says what failed, when, and how', async () => {
    const test = new TestEngine(redis, topology);
    const due = await test.set('a:b', 0, { payload: '{"ü":"\\u0000"}' });
    const item = await test.claimOne();
    test.pass(100);
    const error = { message: `no: ${'x'.repeat(2_000)}`, stack: `at ${'😀'.repeat(3_000)}` };
    expect(await test.settle(item, { kind: 'bury', error })).toBe(0);
    const { letters, cursor } = await test.engine.deadLetters(test.tenant);
    expect(cursor).toBeNull();
    expect(letters).toEqual([
      {
        id: expect.stringMatching(/^\d+-\d+$/),
        tenant: test.tenant,
        action: 'remind',
        identifier: 'a:b',
        key: test.key('a:b'),
        dueMs: due,
        buriedMs: expect.any(Number),
        attempts: 1,
        payload: '{"ü":"\\u0000"}',
        error: expect.stringMatching(/^no: x{996}…$/),
        stack: expect.stringMatching(/^at (😀)+…$/u),
      },
    ]);
    expect(letters[0]!.buriedMs).toBeGreaterThanOrEqual(due + 100);
    expect(letters[0]!.stack!.length).toBeLessThanOrEqual(4_001);
    expect(await test.engine.deadLetters(tenantNamed('other'))).toEqual({ letters: [], cursor: null });
  });

  it('can be run again, with its payload and all its attempts', async () => {
    const test = new TestEngine(redis, topology);
    await buryAll(test, 2);
    const [first, second] = await everyLetter(test, 10);
    expect(await test.engine.retryDead(test.tenant, [first!.id, first!.id, '0-999999'])).toBe(1);
    expect(await test.claimOne()).toMatchObject({ attempt: 1, payload: first!.payload });
    expect(await everyLetter(test, 10)).toEqual([second]);
    expect((await test.engine.stats()).dead).toBe(1);
  });

  it('stays dead while its trigger is scheduled again', async () => {
    const test = new TestEngine(redis, topology);
    await buryAll(test, 1);
    await test.set('i0', 60_000, { payload: 'new' });
    const [letter] = await everyLetter(test, 10);
    expect(await test.engine.retryDead(test.tenant, [letter!.id])).toBe(0);
    expect(await everyLetter(test, 10)).toEqual([letter]);
    expect(await test.engine.get(test.name('i0'))).toMatchObject({ scheduled: { payload: 'new' } });
  });

  it('can be discarded, by its tenant only', async () => {
    const test = new TestEngine(redis, topology);
    await buryAll(test, 3);
    const letters = await everyLetter(test, 10);
    const ids = letters.map(({ id }) => id);
    expect(await test.engine.discardDead(tenantNamed('other'), ids)).toBe(0);
    expect(await test.engine.retryDead(tenantNamed('other'), ids)).toBe(0);
    expect(await test.engine.discardDead(test.tenant, ids.slice(0, 2))).toBe(2);
    expect(await everyLetter(test, 10)).toEqual(letters.slice(2));
    expect(await test.engine.discardDead(test.tenant, ids)).toBe(1);
    expect(new Set(await test.engineKeys())).toEqual(new Set(['token']));
  });

  it('is found page by page', async () => {
    const test = new TestEngine(redis, topology);
    await buryAll(test, 11);
    const all = await everyLetter(test, 100);
    expect(all.map(({ identifier }) => identifier).sort()).toEqual(
      Array.from({ length: 11 }, (_, index) => `i${index}`).sort(),
    );
    expect(await everyLetter(test, 2)).toEqual(all);
    await expect(test.engine.deadLetters(test.tenant, { cursor: 'x' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    await expect(test.engine.retryDead(test.tenant, ['99-1'])).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('goes when there are too many of its tenant, oldest first', async () => {
    const test = new TestEngine(redis, topology, { partitions: 1, deadLetters: { maxPerTenant: 3 } });
    await buryAll(test, 5);
    expect((await everyLetter(test, 10)).map(({ identifier }) => identifier)).toEqual(['i2', 'i3', 'i4']);
    expect((await test.engine.stats()).dead).toBe(3);
    const none = new TestEngine(redis, topology, { partitions: 1, deadLetters: { maxPerTenant: 0 } });
    await buryAll(none, 1);
    expect(await everyLetter(none, 10)).toEqual([]);
    expect(await none.engineKeys()).toEqual(['token']);
  });

  it('goes when it is too old', async () => {
    const test = new TestEngine(redis, topology, { partitions: 1, deadLetters: { maxAgeMs: 60_000 } });
    await buryAll(test, 2);
    test.pass(30_000);
    await test.set('late');
    await test.settle(await test.claimOne(), { kind: 'bury', error: { message: 'no' } });
    test.pass(30_001);
    await test.claim();
    expect((await everyLetter(test, 10)).map(({ identifier }) => identifier)).toEqual(['late']);
    test.pass(30_000);
    await test.claim();
    expect(await test.engineKeys()).toEqual(['token']);
  });
});
