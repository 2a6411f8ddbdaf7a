import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { HOSTILE_IDS, REFUSED_IDS, startApp, type Caller, type RunningApp } from './running-app.js';

interface Scheduled {
  readonly dueAt: string;
}

interface Letters {
  readonly letters: ReadonlyArray<{ readonly id: string; readonly identifier: string }>;
  readonly cursor: string | null;
}

describe('scheduled work', () => {
  let running: RunningApp;
  let acme: Caller;
  let globex: Caller;

  beforeAll(async () => {
    running = await startApp();
    acme = running.as(running.acme);
    globex = running.as(running.globex);
  });

  afterAll(async () => running.close());

  it.each([
    ['POST', '/schedule-work'],
    ['GET', '/schedule-work'],
    ['DELETE', '/schedule-work/send_reminder/u1'],
    ['POST', '/messages'],
    ['GET', '/dead-letters'],
    ['POST', '/dead-letters/retry'],
    ['DELETE', '/dead-letters'],
  ])('needs a tenant: %s %s answers 401 without one', async (method, path) => {
    const body = { userId: 'u1', text: 'x' };
    const answer = await running.as(undefined, 'u1')(method, path, method === 'POST' ? { body } : {});
    expect(answer.status).toBe(401);
  });

  describe('that is due later', () => {
    it('is a reminder in an hour, as in the original', async () => {
      const before = Date.now();
      const { status, body } = await acme('POST', '/schedule-work', { body: { user_id: 'wa:123' } });
      expect({ status, body }).toEqual({
        status: 201,
        body: {
          status: 'scheduled',
          followup: 'in 1 hour',
          action: 'send_reminder',
          identifier: 'wa:123',
          dueAt: expect.any(String),
          rearmed: false,
        },
      });
      const dueAfterMs = Date.parse((body as Scheduled).dueAt) - before;
      expect(dueAfterMs).toBeGreaterThanOrEqual(3_599_000);
      expect(dueAfterMs).toBeLessThanOrEqual(3_605_000);
      const redis = new Redis(inject('redisUrl'), { db: 8 });
      try {
        const ttlSeconds = await redis.ttl(`${running.acme}:EXPTRIGGER:send_reminder:wa%3A123`);
        expect(ttlSeconds).toBeGreaterThan(3_590);
        expect(ttlSeconds).toBeLessThanOrEqual(3_601);
      } finally {
        redis.disconnect();
      }
      const again = await acme('POST', '/schedule-work', { body: { userId: 'wa:123', delaySeconds: 90 } });
      expect(again.body).toMatchObject({ rearmed: true, followup: 'in 90 seconds' });
    });

    it('is listed for its tenant only, page by page, and by action', async () => {
      const tenant = await startApp();
      try {
        const call = tenant.as(tenant.acme);
        for (const [action, userId] of [
          ['a:b', 'u1'],
          ['a:b', 'u2'],
          ['send_reminder', 'u1'],
        ] as const) {
          const body = { action, userId, delaySeconds: 600, payload: { of: userId } };
          expect((await call('POST', '/schedule-work', { body })).status).toBe(201);
        }
        const first = (await call('GET', '/schedule-work?limit=2')).body as {
          triggers: unknown[];
          cursor: string;
        };
        expect(first.triggers).toHaveLength(2);
        const rest = await call('GET', `/schedule-work?limit=2&cursor=${first.cursor}`);
        expect(rest.body).toMatchObject({
          triggers: [{ action: 'send_reminder', identifier: 'u1', payload: { of: 'u1' } }],
          cursor: null,
        });
        expect((await call('GET', '/schedule-work?action=a%3Ab')).body).toMatchObject({
          triggers: [{ identifier: 'u1' }, { identifier: 'u2' }],
          cursor: null,
        });
        const others = await tenant.as(tenant.globex)('GET', '/schedule-work');
        expect(others.body).toEqual({ triggers: [], cursor: null });
      } finally {
        await tenant.close();
      }
    });

    it('is cancelled by its tenant only', async () => {
      await acme('POST', '/schedule-work', { body: { userId: 'cancelled', action: 'call back' } });
      const path = '/schedule-work/call%20back/cancelled';
      expect((await globex('DELETE', path)).status).toBe(404);
      expect(await acme('DELETE', path)).toEqual({ status: 204, body: undefined });
      expect(await acme('DELETE', path)).toMatchObject({
        status: 404,
        body: { message: 'Nothing is scheduled.' },
      });
    });

    it.each(HOSTILE_IDS)('may be for %j, whatever its action', async (id) => {
      const userId = decodeURIComponent(id);
      for (const action of ['send_reminder', userId]) {
        const body = { userId, action, delaySeconds: 600 };
        expect((await acme('POST', '/schedule-work', { body })).body).toMatchObject({
          action,
          identifier: userId,
        });
        const path = `/schedule-work/${encodeURIComponent(action)}/${id}`;
        expect((await globex('DELETE', path)).status).toBe(404);
        expect((await acme('DELETE', path)).status).toBe(204);
      }
    });

    it.each(REFUSED_IDS)('cannot be for $why', async ({ id }) => {
      expect((await acme('DELETE', `/schedule-work/send_reminder/${id}`)).status).toBe(400);
      expect((await acme('DELETE', `/schedule-work/${id}/u1`)).status).toBe(400);
    });

    it.each([
      [{}, 'userId'],
      [{ userId: '' }, 'userId'],
      [{ userId: 7 }, 'userId'],
      [{ user_id: ['u1'] }, 'user_id'],
      [{ userId: 'x'.repeat(257) }, 'userId'],
      [{ userId: 'a\0b' }, 'NUL'],
      [{ userId: 'u1', action: '' }, 'action'],
      [{ userId: 'u1', action: 'a\0b' }, 'NUL'],
      [{ userId: 'u1', delaySeconds: 0 }, 'delaySeconds'],
      [{ userId: 'u1', delaySeconds: -1 }, 'delaySeconds'],
      [{ userId: 'u1', delaySeconds: '60' }, 'delaySeconds'],
      [{ userId: 'u1', delaySeconds: 315_360_001 }, 'delaySeconds'],
      ['{"userId": "u1", "delaySeconds": 1e999}', 'delaySeconds'],
      [{ userId: 'u1', ttl: 60 }, 'ttl'],
      [[], 'userId'],
    ])('is refused: %j', async (body, says) => {
      const answer = await acme('POST', '/schedule-work', { body });
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain(says);
    });

    it.each(['?limit=0', '?limit=501', '?limit=x', '?cursor=nonsense', '?cursor=', '?page=1'])(
      'is not listed for %j',
      async (query) => {
        expect((await acme('GET', `/schedule-work${query}`)).status).toBe(400);
      },
    );
  });

  describe('that is due', () => {
    const remindersOf = async (tenant: string, userId: string): Promise<Record<string, string>> => {
      const redis = new Redis(inject('redisUrl'), { db: 9 });
      try {
        return await redis.hgetall(`${tenant}:SS:reminders:${userId}`);
      } finally {
        redis.disconnect();
      }
    };

    it('reminds the user, in their tenant', async () => {
      const body = { userId: 'due', delaySeconds: 0.05, payload: { template: 'welcome' } };
      const { dueAt } = (await acme('POST', '/schedule-work', { body })).body as Scheduled;
      await expect.poll(async () => remindersOf(running.acme, 'due')).not.toEqual({});
      const { last = '' } = await remindersOf(running.acme, 'due');
      expect(JSON.parse(last)).toEqual({
        text: 'Welcome! Is there anything we can help with?',
        dueAt,
        attempt: 1,
      });
      expect(await remindersOf(running.globex, 'due')).toEqual({});
      await expect
        .poll(async () => (await acme('DELETE', '/schedule-work/send_reminder/due')).status)
        .toBe(404);
    });

    it('is a dead letter where it cannot be done, to be retried or discarded', async () => {
      const lettersOf = async (userId: string): Promise<Letters['letters']> => {
        const { letters } = (await acme('GET', '/dead-letters')).body as Letters;
        return letters.filter(({ identifier }) => identifier === userId);
      };
      const payload = { template: 'unheard of' };
      await acme('POST', '/schedule-work', { body: { userId: 'dead', delaySeconds: 0.01, payload } });
      await expect.poll(async () => lettersOf('dead')).toHaveLength(1);
      const [letter] = await lettersOf('dead');
      expect(letter).toEqual({
        id: expect.any(String),
        action: 'send_reminder',
        identifier: 'dead',
        dueAt: expect.any(String),
        buriedAt: expect.any(String),
        attempts: 1,
        payload,
        error: 'There is no template "unheard of".',
      });
      expect(await globex('GET', '/dead-letters')).toEqual({
        status: 200,
        body: { letters: [], cursor: null },
      });
      const ids = [letter!.id];
      expect((await globex('POST', '/dead-letters/retry', { body: { ids } })).body).toEqual({ retried: 0 });
      expect((await globex('DELETE', `/dead-letters?id=${letter!.id}`)).body).toEqual({ discarded: 0 });
      expect(await acme('POST', '/dead-letters/retry', { body: { ids } })).toEqual({
        status: 200,
        body: { retried: 1 },
      });
      // It fails again, as another letter.
      await expect.poll(async () => (await lettersOf('dead')).map(({ id }) => id)).not.toEqual(ids);
      await expect.poll(async () => lettersOf('dead')).toHaveLength(1);
      const [again] = await lettersOf('dead');
      expect((await acme('DELETE', `/dead-letters?id=${again!.id}`)).body).toEqual({ discarded: 1 });
      expect(await lettersOf('dead')).toEqual([]);
    });

    it('is retried and discarded all together where no ids are named', async () => {
      const letters = async (): Promise<number> =>
        ((await globex('GET', '/dead-letters')).body as Letters).letters.length;
      for (const userId of ['u1', 'u2']) {
        const body = { userId, delaySeconds: 0.01, payload: { template: 'none' } };
        await globex('POST', '/schedule-work', { body });
      }
      await expect.poll(letters).toBe(2);
      expect((await globex('POST', '/dead-letters/retry', { body: {} })).body).toEqual({ retried: 2 });
      await expect.poll(letters).toBe(2);
      expect(await globex('DELETE', '/dead-letters')).toEqual({ status: 200, body: { discarded: 2 } });
      expect((await globex('POST', '/dead-letters/retry')).body).toEqual({ retried: 0 });
    });

    it.each([
      ['POST', '/dead-letters/retry', { ids: 'all' }],
      ['POST', '/dead-letters/retry', { ids: [] }],
      ['POST', '/dead-letters/retry', { ids: [7] }],
      ['POST', '/dead-letters/retry', { ids: ['x'] }],
      ['POST', '/dead-letters/retry', { id: ['0-1'] }],
      ['DELETE', '/dead-letters?id=', undefined],
      ['DELETE', '/dead-letters?id=x', undefined],
      ['DELETE', '/dead-letters?ids=0-1', undefined],
      ['GET', '/dead-letters?cursor=x', undefined],
    ])('is left alone by %s %s %j', async (method, path, body) => {
      expect((await acme(method, path, { body })).status).toBe(400);
    });
  });
});
