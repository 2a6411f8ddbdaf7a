import { RedisTenants } from '@tenantry/redis';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  FREE_FIELDS,
  HOSTILE_IDS,
  REFUSED_FIELDS,
  REFUSED_IDS,
  startApp,
  type RunningApp,
} from './running-app.js';

const STATE = '/conversation/state';
const STATES = '/conversation/states';

const ROUTES = [
  ['GET', STATE],
  ['PUT', STATE],
  ['PATCH', STATE],
  ['GET', STATES],
  ['DELETE', STATES],
  ['GET', '/conversation/handlers/chat'],
  ['POST', '/conversation/handlers/chat/merge'],
] as const;

describe('conversations', () => {
  let running: RunningApp;

  beforeAll(async () => {
    running = await startApp();
  });

  afterAll(async () => running.close());

  it.each(ROUTES)('need a user: %s %s answers 400 without one', async (method, path) => {
    const parts = method === 'GET' ? {} : { body: { step: 1 } };
    for (const userId of [undefined, '']) {
      const answer = await running.as(running.acme, userId)(method, path, parts);
      expect(answer).toMatchObject({
        status: 400,
        body: { message: 'Send the id of the user in the x-user-id header.' },
      });
    }
    // The tenant comes first: whoever has none learns nothing about users.
    expect((await running.as(undefined, 'u1')(method, path, parts)).status).toBe(401);
    expect((await running.as(undefined)(method, path, parts)).status).toBe(401);
  });

  describe('shared state', () => {
    it('comes back as it was stored, to its user only', async () => {
      const alice = running.as(running.acme, 'alice');
      expect(await alice('GET', STATE)).toMatchObject({
        status: 404,
        body: { message: 'This user has no conversation.' },
      });
      expect(await alice('PUT', STATE, { body: FREE_FIELDS })).toEqual({
        status: 200,
        body: { status: 'created' },
      });
      expect(await alice('GET', STATE)).toEqual({ status: 200, body: FREE_FIELDS });
      for (const other of [running.as(running.acme, 'bob'), running.as(running.globex, 'alice')]) {
        expect((await other('GET', STATE)).status).toBe(404);
        expect((await other('GET', STATES)).body).toEqual({ states: [] });
        expect((await other('DELETE', STATES)).body).toEqual({ removed: 0 });
      }
      expect(await alice('GET', STATE)).toEqual({ status: 200, body: FREE_FIELDS });
    });

    it('is kept in its pool under the documented key', async () => {
      await running.as(running.acme, 'keyed:1')('PUT', STATE, { body: { step: 1 } });
      const redis = new Redis(inject('redisUrl'), { db: 9 });
      try {
        expect(await redis.hgetall(`${running.acme}:SS:conversation:keyed%3A1`)).toEqual({ step: '1' });
      } finally {
        redis.disconnect();
      }
    });

    it('loses the fields that PUT does not name, and keeps those that PATCH does not', async () => {
      const user = running.as(running.acme, 'patching');
      expect((await user('PATCH', STATE, { body: { a: 1, b: 2 } })).body).toEqual({ status: 'created' });
      expect((await user('PATCH', STATE, { body: { b: 3 } })).body).toEqual({ status: 'updated' });
      expect((await user('GET', STATE)).body).toEqual({ a: 1, b: 3 });
      expect((await user('PUT', STATE, { body: { c: 4 } })).body).toEqual({ status: 'replaced' });
      expect((await user('GET', STATE)).body).toEqual({ c: 4 });
    });

    it('stays with its user while many talk at the same time', async () => {
      const users = Array.from({ length: 25 }, (_unused, index) => ({
        id: `busy-${index}`,
        call: running.as(index % 2 === 0 ? running.acme : running.globex, `busy-${index}`),
      }));
      await Promise.all(users.map(async ({ id, call }) => call('PUT', STATE, { body: { of: id } })));
      const states = await Promise.all(users.map(async ({ call }) => (await call('GET', STATE)).body));
      expect(states).toEqual(users.map(({ id }) => ({ of: id })));
    });

    it('is listed and cleared for its user only', async () => {
      const alice = running.as(running.acme, 'listed');
      const { sharedState } = running.app.get(RedisTenants).for(running.acme);
      await alice('PUT', STATE, { body: { step: 1 } });
      await sharedState.of('listed').upsert('form_progress', { page: 1 });
      await sharedState.of('listed').upsert('tool:cache', { hits: 1 });
      await sharedState.of('listed2').upsert('form_progress', { page: 2 });
      expect(await alice('GET', STATES)).toEqual({
        status: 200,
        body: { states: ['conversation', 'form_progress', 'tool:cache'] },
      });
      expect(await alice('DELETE', STATES)).toEqual({ status: 200, body: { removed: 3 } });
      expect(await alice('DELETE', STATES)).toEqual({ status: 200, body: { removed: 0 } });
      expect((await alice('GET', STATES)).body).toEqual({ states: [] });
      expect((await alice('GET', STATE)).status).toBe(404);
      expect(await sharedState.of('listed2').list()).toEqual(['form_progress']);
    });

    it.each(['*', 'u?', '[a-z]', 'a:b', '{globex}', '%', '../other', 'ü'])(
      'belongs to a user named %j and to nobody else',
      async (userId) => {
        const user = running.as(running.acme, userId);
        expect((await user('GET', STATE)).status).toBe(404);
        await user('PUT', STATE, { body: { of: 'hostile' } });
        expect((await user('GET', STATES)).body).toEqual({ states: ['conversation'] });
        expect((await user('DELETE', STATES)).body).toEqual({ removed: 1 });
        expect((await running.as(running.acme, 'keyed:1')('GET', STATE)).status).toBe(200);
      },
    );

    it.each(ROUTES)('refuses a user id of 10 kB: %s %s', async (method, path) => {
      const parts = method === 'GET' ? {} : { body: { step: 1 } };
      const answer = await running.as(running.acme, 'x'.repeat(10_000))(method, path, parts);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain('userId');
    });

    it.each(REFUSED_FIELDS)('is not written from $why', async ({ body, says }) => {
      const user = running.as(running.acme, 'refused');
      for (const method of ['PUT', 'PATCH']) {
        const answer = await user(method, STATE, { body });
        expect(answer.status).toBe(400);
        expect(JSON.stringify(answer.body)).toContain(says);
      }
      expect((await user('GET', STATES)).body).toEqual({ states: [] });
    });
  });

  describe('a handler’s state', () => {
    const chat = '/conversation/handlers/chat';

    it('is merged, and belongs to one user, one handler and one tenant', async () => {
      const alice = running.as(running.acme, 'merging');
      expect(await alice('GET', chat)).toMatchObject({ status: 404 });
      await alice('POST', `${chat}/merge`, { body: { step: 1, data: { name: 'Alice' }, list: [] } });
      const merged = await alice('POST', `${chat}/merge`, { body: { step: 2 } });
      expect(merged).toEqual({
        status: 200,
        body: {
          step: 2,
          data: { name: 'Alice' },
          list: [],
          handler_type: 'chat',
          timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        },
      });
      expect(await alice('GET', chat)).toEqual({
        status: 200,
        body: { step: 2, data: { name: 'Alice' }, list: [] },
      });
      const others = await Promise.all([
        alice('GET', '/conversation/handlers/chats'),
        running.as(running.acme, 'merging2')('GET', chat),
        running.as(running.globex, 'merging')('GET', chat),
      ]);
      expect(others.map(({ status }) => status)).toEqual([404, 404, 404]);
    });

    it('keeps every field of simultaneous merges', async () => {
      const user = running.as(running.acme, 'racing');
      const fields = Array.from({ length: 25 }, (_unused, index) => ({ [`f${index}`]: index }));
      await Promise.all(fields.map(async (body) => user('POST', `${chat}/merge`, { body })));
      expect((await user('GET', chat)).body).toEqual(Object.assign({}, ...fields));
    });

    it('does not meet another where handler and user could be joined to one text', async () => {
      const first = running.as(running.acme, 'c');
      const second = running.as(running.acme, 'b:c');
      await first('POST', '/conversation/handlers/a%3Ab/merge', { body: { of: 'first' } });
      expect((await second('GET', '/conversation/handlers/a')).status).toBe(404);
      await second('POST', '/conversation/handlers/a/merge', { body: { of: 'second' } });
      expect((await first('GET', '/conversation/handlers/a%3Ab')).body).toEqual({ of: 'first' });
    });

    it.each(HOSTILE_IDS)('may belong to a handler named %j', async (handler) => {
      const user = running.as(running.acme, 'hostile');
      const merged = await user('POST', `/conversation/handlers/${handler}/merge`, { body: { step: 1 } });
      expect(merged.body).toMatchObject({ step: 1, handler_type: decodeURIComponent(handler) });
      expect((await user('GET', `/conversation/handlers/${handler}`)).body).toEqual({ step: 1 });
    });

    it.each(REFUSED_IDS)('cannot belong to a handler named $why', async ({ id: handler }) => {
      const user = running.as(running.acme, 'hostile');
      const path = `/conversation/handlers/${handler}`;
      expect((await user('GET', path)).status).toBe(400);
      expect((await user('POST', `${path}/merge`, { body: { step: 1 } })).status).toBe(400);
    });

    it.each(REFUSED_FIELDS)('is not merged with $why', async ({ body, says }) => {
      const user = running.as(running.acme, 'refused');
      const answer = await user('POST', `${chat}/merge`, { body });
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain(says);
      expect((await user('GET', chat)).status).toBe(404);
    });
  });
});
