import { RedisTenants } from '@tenantry/redis';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  FREE_FIELDS,
  HOSTILE_IDS,
  REFUSED_FIELDS,
  REFUSED_IDS,
  startApp,
  type Caller,
  type RunningApp,
} from './running-app.js';

describe('tables', () => {
  let running: RunningApp;
  let acme: Caller;
  let globex: Caller;

  beforeAll(async () => {
    running = await startApp();
    acme = running.as(running.acme);
    globex = running.as(running.globex);
  });

  afterAll(async () => running.close());

  describe('one row', () => {
    it('comes back as it was stored, to its tenant only', async () => {
      const path = '/tables/things/rows/t1';
      expect(await acme('PUT', path, { body: FREE_FIELDS })).toEqual({
        status: 200,
        body: { status: 'created' },
      });
      const stored = { status: 200, body: { pk: 't1', fields: FREE_FIELDS } };
      expect(await acme('GET', path)).toEqual(stored);
      expect((await globex('GET', path)).status).toBe(404);
      expect((await globex('DELETE', path)).status).toBe(404);
      expect(await globex('PATCH', path, { body: { name: 'theirs' } })).toMatchObject({
        body: { status: 'created' },
      });
      expect(await acme('GET', path)).toEqual(stored);
    });

    it('is kept in the pool "handlers" under the documented key, and expires after a day', async () => {
      await acme('PUT', '/tables/keyed:1/rows/p%3A1', { body: { name: 'Widget' } });
      const redis = new Redis(inject('redisUrl'), { db: 10 });
      try {
        const key = `${running.acme}:df:keyed%3A1:pkid:p%3A1`;
        expect(await redis.hgetall(key)).toEqual({ name: 'Widget' });
        const ttlSeconds = await redis.ttl(key);
        expect(ttlSeconds).toBeGreaterThan(86_400 - 60);
        expect(ttlSeconds).toBeLessThanOrEqual(86_400);
      } finally {
        redis.disconnect();
      }
    });

    it('keeps a field named __proto__', async () => {
      await acme('PUT', '/tables/things/rows/proto', { body: '{"__proto__": {"admin": true}, "a": 1}' });
      const { body } = await acme('GET', '/tables/things/rows/proto');
      const { fields } = body as { fields: object };
      expect(JSON.stringify(fields)).toContain('"__proto__":{"admin":true}');
      expect(Object.keys(fields).toSorted()).toEqual(['__proto__', 'a']);
    });

    it('loses the fields that PUT does not name, and keeps those that PATCH does not', async () => {
      const path = '/tables/things/rows/t2';
      expect((await acme('PATCH', path, { body: { a: 1, b: 2 } })).body).toEqual({ status: 'created' });
      expect((await acme('PATCH', path, { body: { b: 3, c: 4 } })).body).toEqual({ status: 'updated' });
      expect((await acme('GET', path)).body).toEqual({ pk: 't2', fields: { a: 1, b: 3, c: 4 } });
      expect((await acme('PUT', path, { body: { c: 5 } })).body).toEqual({ status: 'replaced' });
      expect((await acme('GET', path)).body).toEqual({ pk: 't2', fields: { c: 5 } });
    });

    it('loses no field of simultaneous PATCHes', async () => {
      const path = '/tables/things/rows/busy';
      const fields = Array.from({ length: 25 }, (_unused, index) => ({ [`f${index}`]: index }));
      await Promise.all(fields.map(async (body) => acme('PATCH', path, { body })));
      expect((await acme('GET', path)).body).toEqual({ pk: 'busy', fields: Object.assign({}, ...fields) });
    });

    it('is deleted once', async () => {
      await acme('PUT', '/tables/things/rows/gone', { body: { a: 1 } });
      expect(await acme('DELETE', '/tables/things/rows/gone')).toEqual({ status: 204, body: undefined });
      expect((await acme('DELETE', '/tables/things/rows/gone')).status).toBe(404);
      expect(await acme('GET', '/tables/things/rows/gone')).toMatchObject({
        status: 404,
        body: { message: 'No such row.' },
      });
    });

    it.each(HOSTILE_IDS)('may have the id %j, in a table of that name', async (id) => {
      const path = `/tables/${id}/rows/${id}`;
      expect((await acme('PUT', path, { body: { of: 'acme' } })).body).toEqual({ status: 'created' });
      expect((await globex('GET', path)).status).toBe(404);
      const row = { pk: decodeURIComponent(id), fields: { of: 'acme' } };
      expect((await acme('GET', path)).body).toEqual(row);
      expect((await acme('GET', `/tables/${id}/rows`)).body).toEqual({ rows: [row], cursor: null });
      expect((await acme('DELETE', `/rows/${id}`)).body).toEqual({ removed: 1 });
      expect((await acme('GET', path)).status).toBe(404);
    });

    it('does not meet another where ids and tables could be joined to one text', async () => {
      await acme('PUT', '/tables/a%3Apkid%3Ab/rows/c', { body: { of: 'first' } });
      await acme('PUT', '/tables/a/rows/b%3Apkid%3Ac', { body: { of: 'second' } });
      expect((await acme('GET', '/tables/a%3Apkid%3Ab/rows/c')).body).toMatchObject({
        fields: { of: 'first' },
      });
      expect((await acme('GET', '/tables/a/rows/b%3Apkid%3Ac')).body).toMatchObject({
        fields: { of: 'second' },
      });
    });

    it.each(REFUSED_IDS)('cannot have the id $why', async ({ id }) => {
      const answers = await Promise.all([
        acme('GET', `/tables/things/rows/${id}`),
        acme('PUT', `/tables/things/rows/${id}`, { body: { a: 1 } }),
        acme('PATCH', `/tables/things/rows/${id}`, { body: { a: 1 } }),
        acme('DELETE', `/tables/things/rows/${id}`),
        acme('GET', `/tables/${id}/rows/t1`),
        acme('GET', `/tables/${id}/rows`),
        acme('DELETE', `/rows/${id}`),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400));
    });

    it.each(REFUSED_FIELDS)('is not written from $why', async ({ body, says }) => {
      for (const method of ['PUT', 'PATCH']) {
        const answer = await acme(method, '/tables/things/rows/refused', { body });
        expect(answer.status).toBe(400);
        expect(JSON.stringify(answer.body)).toContain(says);
      }
      expect((await acme('GET', '/tables/things/rows/refused')).status).toBe(404);
    });

    it('is not written from an oversized body', async () => {
      const body = { a: 'x'.repeat(200_000) };
      expect((await acme('PUT', '/tables/things/rows/big', { body })).status).toBe(413);
      expect((await acme('GET', '/tables/things/rows/big')).status).toBe(404);
    });
  });

  describe('a page of rows', () => {
    const pks = ['a', 'b', 'c%3Ad', 'e', 'f'];

    beforeAll(async () => {
      await Promise.all(pks.map(async (pk) => acme('PUT', `/tables/paged/rows/${pk}`, { body: { of: pk } })));
      await globex('PUT', '/tables/paged/rows/theirs', { body: { of: 'globex' } });
    });

    it('is followed by the next until all rows of the tenant are seen, each once', async () => {
      const seen: string[] = [];
      let query = '?limit=2';
      for (let page = 0; page < 10 && query !== ''; page += 1) {
        const { status, body } = await acme('GET', `/tables/paged/rows${query}`);
        expect(status).toBe(200);
        const { rows, cursor } = body as { rows: Array<{ pk: string }>; cursor: string | null };
        expect(rows.length).toBeLessThanOrEqual(2);
        seen.push(...rows.map(({ pk }) => pk));
        query = cursor === null ? '' : `?limit=2&cursor=${encodeURIComponent(cursor)}`;
      }
      expect(query).toBe('');
      expect(seen).toEqual(pks.map(decodeURIComponent));
    });

    it('holds what the rows hold', async () => {
      expect(await globex('GET', '/tables/paged/rows')).toEqual({
        status: 200,
        body: { rows: [{ pk: 'theirs', fields: { of: 'globex' } }], cursor: null },
      });
      expect((await acme('GET', '/tables/unknown/rows')).body).toEqual({ rows: [], cursor: null });
    });

    it.each([
      'limit=0',
      'limit=501',
      'limit=1.5',
      'limit=x',
      'limit=',
      'limit=1&limit=2',
      'cursor=',
      'unknown=1',
    ])('is refused for ?%s', async (query) => {
      const answer = await acme('GET', `/tables/paged/rows?${query}`);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain(query.split('=')[0]);
    });

    it.each(['%00', '*', 'zzz', '%EF%BF%BD', 'x'.repeat(4_096)])(
      'shows nobody else’s rows to the cursor %j',
      async (cursor) => {
        const answer = await globex('GET', `/tables/paged/rows?cursor=${cursor}`);
        expect(answer.status).toBe(200);
        expect(JSON.stringify(answer.body)).not.toContain('"of":"a"');
      },
    );
  });

  it('removes the rows of a primary key from all tables of the tenant, and no others', async () => {
    for (const table of ['orders', 'carts', 'notes']) {
      await Promise.all([
        acme('PUT', `/tables/${table}/rows/u1`, { body: { a: 1 } }),
        acme('PUT', `/tables/${table}/rows/u10`, { body: { a: 1 } }),
        globex('PUT', `/tables/${table}/rows/u1`, { body: { a: 1 } }),
      ]);
    }
    expect(await acme('DELETE', '/rows/u%3F')).toEqual({ status: 200, body: { removed: 0 } });
    expect(await acme('DELETE', '/rows/u1')).toEqual({ status: 200, body: { removed: 3 } });
    expect(await acme('DELETE', '/rows/u1')).toEqual({ status: 200, body: { removed: 0 } });
    expect((await acme('GET', '/tables/orders/rows/u1')).status).toBe(404);
    expect((await acme('GET', '/tables/orders/rows/u10')).status).toBe(200);
    expect((await globex('GET', '/tables/orders/rows/u1')).status).toBe(200);
    expect(await running.app.get(RedisTenants).for(running.globex).tables.deleteAllByPkid('u1')).toBe(3);
  });

  it.each([
    ['GET', '/tables/things/rows'],
    ['GET', '/tables/things/rows/t1'],
    ['PUT', '/tables/things/rows/t1'],
    ['PATCH', '/tables/things/rows/t1'],
    ['DELETE', '/tables/things/rows/t1'],
    ['DELETE', '/rows/t1'],
    ['GET', '/products?sku=1'],
    ['GET', '/products/1'],
    ['POST', '/products'],
  ])('answers 401 to %s %s without an API key', async (method, path) => {
    const anonymous = running.as(undefined);
    const body = method === 'GET' ? {} : { body: { a: 1 } };
    expect((await anonymous(method, path, body)).status).toBe(401);
  });
});
