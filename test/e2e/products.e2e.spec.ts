import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { HOSTILE_IDS, REFUSED_IDS, startApp, type Caller, type RunningApp } from './running-app.js';

const widget = { sku: 'W-1', name: 'Widget', price: 29.99, active: true };

describe('products', () => {
  let running: RunningApp;
  let acme: Caller;
  let globex: Caller;

  beforeAll(async () => {
    running = await startApp();
    acme = running.as(running.acme);
    globex = running.as(running.globex);
  });

  afterAll(async () => running.close());

  it('are created, overwritten and found by id, by their tenant only', async () => {
    const body = { id: 'prod_123', ...widget };
    expect(await acme('POST', '/products', { body })).toEqual({ status: 201, body: { status: 'created' } });
    expect(await acme('GET', '/products/prod_123')).toEqual({ status: 200, body });
    expect((await globex('GET', '/products/prod_123')).status).toBe(404);
    const cheaper = { ...body, price: 19, active: false };
    expect((await acme('POST', '/products', { body: cheaper })).body).toEqual({ status: 'updated' });
    expect((await acme('GET', '/products/prod_123')).body).toEqual(cheaper);
  });

  it.each(['SKU:1', '1', 'true', '*', '[a-z]', '😀', 'with space', '"quoted"'])(
    'are found by the SKU %j, by their tenant only',
    async (sku) => {
      const query = `/products?sku=${encodeURIComponent(sku)}`;
      expect(await acme('GET', query)).toMatchObject({ status: 404, body: { message: 'No such product.' } });
      const body = { id: `of ${sku}`, ...widget, sku };
      await acme('POST', '/products', { body });
      expect(await acme('GET', query)).toEqual({ status: 200, body });
      expect((await globex('GET', query)).status).toBe(404);
    },
  );

  it('are no longer found by a SKU that they have lost', async () => {
    await acme('POST', '/products', { body: { id: 'renamed', ...widget, sku: 'OLD' } });
    await acme('POST', '/products', { body: { id: 'renamed', ...widget, sku: 'NEW' } });
    expect((await acme('GET', '/products?sku=OLD')).status).toBe(404);
    expect((await acme('GET', '/products?sku=NEW')).body).toMatchObject({ id: 'renamed' });
  });

  it('are found by the lowest id where several have the SKU', async () => {
    for (const id of ['twin-b', 'twin-a', 'twin-c']) {
      await acme('POST', '/products', { body: { id, ...widget, sku: 'TWIN' } });
    }
    expect((await acme('GET', '/products?sku=TWIN')).body).toMatchObject({ id: 'twin-a' });
  });

  it('are rows of the table "products", and indexed however they are written', async () => {
    // An app that has not served a request for products yet: nothing but the module's options declares the index.
    const fresh = await startApp();
    try {
      const call = fresh.as(fresh.acme);
      const body = { ...widget, sku: 'ROW' };
      expect((await call('PUT', '/tables/products/rows/as-row', { body })).status).toBe(200);
      expect(await call('GET', '/products?sku=ROW')).toEqual({
        status: 200,
        body: { id: 'as-row', ...body },
      });
      expect((await call('DELETE', '/rows/as-row')).body).toEqual({ removed: 1 });
      expect((await call('GET', '/products?sku=ROW')).status).toBe(404);
    } finally {
      await fresh.close();
    }
  });

  it('are not answered where the row is no product', async () => {
    await acme('PUT', '/tables/products/rows/broken', { body: { sku: 'BROKEN', price: 'free' } });
    const refused = { status: 500, body: { error: 'MODEL_VALIDATION' } };
    expect(await acme('GET', '/products/broken')).toMatchObject(refused);
    expect(await acme('GET', '/products?sku=BROKEN')).toMatchObject(refused);
  });

  it('are looked up without reading every row', async () => {
    const redis = new Redis(inject('redisUrl'), { db: 10 });
    try {
      await redis.hset(`${running.acme}:df:products:pkid:foreign`, {
        ...widget,
        sku: 'FOREIGN',
        active: 'true',
      });
      expect((await acme('GET', '/products/foreign')).body).toEqual({
        id: 'foreign',
        ...widget,
        sku: 'FOREIGN',
      });
      expect((await acme('GET', '/products?sku=FOREIGN')).status).toBe(404);
    } finally {
      redis.disconnect();
    }
  });

  it.each([
    [{ ...widget }, 'id'],
    [{ id: '', ...widget }, 'id'],
    [{ id: 'x'.repeat(257), ...widget }, 'id'],
    [{ id: 'x', ...widget, sku: 7 }, 'sku'],
    [{ id: 'x', ...widget, sku: '' }, 'sku'],
    [{ id: 'x', ...widget, name: undefined }, 'name'],
    [{ id: 'x', ...widget, price: -1 }, 'price'],
    [{ id: 'x', ...widget, price: '29.99' }, 'price'],
    [`{"id": "x", "sku": "W", "name": "W", "price": 1e999, "active": true}`, 'price'],
    [{ id: 'x', ...widget, active: 'yes' }, 'active'],
    [{ id: 'x', ...widget, unknown: 1 }, 'unknown'],
    [[], 'id'],
    [undefined, ''],
  ])('are not written from %j', async (body, field) => {
    const answer = await acme('POST', '/products', { body });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(field);
    expect((await acme('GET', '/products/x')).status).toBe(404);
  });

  it.each(['', '?sku=', '?sku=a&sku=b', `?sku=${'x'.repeat(65)}`, '?sku=W-1&name=Widget'])(
    'are not searched for %j',
    async (query) => {
      const answer = await acme('GET', `/products${query}`);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toMatch(/sku|name/);
    },
  );

  it.each(HOSTILE_IDS)('may have the id %j', async (id) => {
    const body = { id: decodeURIComponent(id), ...widget };
    expect((await acme('POST', '/products', { body })).status).toBe(201);
    expect((await acme('GET', `/products/${id}`)).body).toEqual(body);
    expect((await globex('GET', `/products/${id}`)).status).toBe(404);
  });

  it.each(REFUSED_IDS)('cannot have the id $why', async ({ id }) => {
    expect((await acme('GET', `/products/${id}`)).status).toBe(400);
  });
});
