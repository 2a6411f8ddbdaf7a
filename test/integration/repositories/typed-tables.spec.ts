import { describe, expect, it } from 'vitest';
import { Maker, Product, product } from '../../support/product.model.js';
import { repositoriesOf } from '../../support/repositories.js';
import { topologies, useTopology } from '../../support/topologies.js';

describe.each(topologies)('A typed table on $name', (topology) => {
  const redis = useTopology(topology);
  const acme = () => repositoriesOf(redis.scope());

  it('gives back the instance that was written, with booleans, dates and nested models', async () => {
    const products = acme().tables.of('products', Product);
    const written = product('W-1', { flags: [true, false], tags: ['1', 'true', 'a'], stock: 1 });
    expect(await products.upsert('p1', written)).toBe(true);
    const row = await products.get('p1');
    expect(row).toStrictEqual(written);
    expect(row).toBeInstanceOf(Product);
    expect(row?.maker).toBeInstanceOf(Maker);
    expect(row?.created).toBeInstanceOf(Date);
    expect(await products.get('p2')).toBeNull();
    expect(products.name).toBe('products');
  });

  it('restores nested models that were appended one by one', async () => {
    const products = acme().tables.of('products', Product);
    await products.set('p1', product('W-1'));
    const resellers = [true, false].map((verified) => Object.assign(new Maker(), { name: '0', verified }));
    for (const reseller of resellers) await products.appendToList('p1', 'resellers', reseller);
    expect(await products.getField('p1', 'resellers')).toStrictEqual(resellers);
    expect(await products.get('p1')).toStrictEqual(product('W-1', { resellers }));
  });

  it('restores booleans that a Python service wrote', async () => {
    const { tables, keys, tenant } = acme();
    await redis.client('handlers').hset(keys.tableRow(tenant, 'products', 'p1'), {
      sku: 'W-1',
      price: '2',
      active: '1',
      created: '2026-01-02T03:04:05.678Z',
      maker: '{"name": "1", "verified": "0"}',
      flags: '["1", "0"]',
      tags: '[]',
    });
    const row = await tables.of('products', Product).get('p1');
    expect(row).toMatchObject({ active: true, flags: [true, false], maker: { name: '1', verified: false } });
  });

  it('has every method of a table', async () => {
    const products = acme().tables.of('products', Product);
    expect(await products.set('p1', product('W-1'))).toBe(true);
    expect(await products.upsert('p1', { price: 1, active: true })).toBe(false);
    expect(await products.updateField('p1', 'sku', 'W-2')).toBe(false);
    expect(await products.incrementField('p1', 'stock', 5)).toBe(5);
    expect(await products.incrementField('p1', 'stock')).toBe(6);
    expect(await products.appendToList('p1', 'tags', 'new')).toBe(1);
    expect(await products.appendToList('p1', 'flags', true)).toBe(1);
    const expected = { price: 1, active: true, stock: 6, tags: ['new'], flags: [true] };
    expect(await products.get('p1')).toStrictEqual(product('W-2', expected));
    expect(await products.deleteField('p1', 'stock')).toBe(true);
    expect(await products.getField('p1', 'stock')).toBeNull();
    expect(await products.exists('p1')).toBe(true);
    expect(await products.renewTtl('p1', { ttlSeconds: 50 })).toBe(true);
    expect(await products.ttl('p1')).toBeLessThanOrEqual(50);
    expect(await products.set('p1', product('W-3'))).toBe(false);
    expect(await products.get('p1')).toStrictEqual(product('W-3'));
    expect(await products.reindex()).toMatchObject({ indexed: expect.any(Number) });
    expect(await products.delete('p1')).toBe(true);
    expect(await products.exists('p1')).toBe(false);
  });

  it('reads single fields as what the class says they are', async () => {
    const products = acme().tables.of('products', Product);
    await products.set('p1', product('W-1', { flags: [true] }));
    expect(await products.getField('p1', 'sku')).toBe('W-1');
    expect(await products.getField('p1', 'active')).toBe(false);
    expect(await products.getField('p1', 'flags')).toEqual([true]);
    expect(await products.getField('p1', 'created')).toEqual(new Date('2026-01-02T03:04:05.678Z'));
    expect(await products.getField('p1', 'maker')).toBeInstanceOf(Maker);
    expect(await products.getField('p1', 'note')).toBeNull();
    expect(await products.getField('p1', 'stock')).toBeNull();
    expect(await products.getField('p2', 'sku')).toBeNull();
  });

  it('names the row, the class and every path that does not satisfy the class', async () => {
    const { tables } = acme();
    const products = tables.of('products', Product);
    await products.set('p:1', product('W-1'));
    await tables.upsert('products', 'p:1', { price: -1, maker: { name: 7, verified: 'maybe' } });
    const row = 'products["p:1"]';
    const failure = {
      code: 'MODEL_VALIDATION',
      paths: expect.arrayContaining([`${row}.price`, `${row}.maker.name`, `${row}.maker.verified`]),
      message: expect.stringContaining('Product'),
    };
    await expect(products.get('p:1')).rejects.toMatchObject(failure);
    await expect(products.list()).rejects.toMatchObject(failure);
    await expect(products.findByField('sku', 'W-1')).rejects.toMatchObject(failure);
    await expect(products.findPageByField('sku', 'W-1')).rejects.toMatchObject(failure);
    expect(await tables.getField('products', 'p:1', 'price')).toBe(-1);
  });

  it('validates a single field on reading, whatever the others hold', async () => {
    const { tables } = acme();
    const products = tables.of('products', Product);
    await tables.upsert('products', 'p1', { sku: 'W-1', price: 'free', maker: { name: 'A' } });
    expect(await products.getField('p1', 'sku')).toBe('W-1');
    const failureAt = (path: string) => ({
      code: 'MODEL_VALIDATION',
      paths: [`products["p1"].${path}`],
      message: expect.stringContaining('Product'),
    });
    await expect(products.getField('p1', 'price')).rejects.toMatchObject(failureAt('price'));
    await expect(products.getField('p1', 'maker')).rejects.toMatchObject(failureAt('maker.verified'));
  });

  it('finds instances by fields of @Indexed() and of the option, by their own types', async () => {
    const products = acme().tables.of('products', Product, { indexes: ['price', 'created', 'note'] });
    await products.set('p2', product('W-1', { price: 10, active: true }));
    await products.set('p1', product('W-1', { price: 10.5 }));
    await products.upsert('p3', product('W-2', { created: new Date(0), note: '10' }));
    expect(await products.findByField('sku', 'W-1')).toStrictEqual([
      { id: 'p1', record: product('W-1', { price: 10.5 }) },
    ]);
    const idsOf = (found: ReadonlyArray<{ readonly id: string }>) => found.map(({ id }) => id);
    expect(idsOf(await products.findByField('sku', 'W-1', { limit: 5 }))).toEqual(['p1', 'p2']);
    expect(idsOf(await products.findByField('active', true, { limit: 5 }))).toEqual(['p2']);
    expect(idsOf(await products.findByField('active', false, { limit: 5 }))).toEqual(['p1', 'p3']);
    expect(idsOf(await products.findByField('price', 10.5))).toEqual(['p1']);
    expect(idsOf(await products.findByField('created', new Date(0)))).toEqual(['p3']);
    expect(idsOf(await products.findByField('note', '10'))).toEqual(['p3']);
    expect(idsOf(await products.findByField('note', null, { limit: 5 }))).toEqual(['p1', 'p2']);
    const page = await products.findPageByField('sku', 'W-1', { limit: 1 });
    expect(page.records).toStrictEqual([{ id: 'p1', record: product('W-1', { price: 10.5 }) }]);
    const next = await products.findPageByField('sku', 'W-1', { limit: 1, cursor: page.cursor ?? '' });
    expect(idsOf(next.records)).toEqual(['p2']);
  });

  it('says so where a field is not indexed, and scans on request', async () => {
    const products = acme().tables.of('products', Product);
    await products.set('p1', product('W-1', { note: 'x' }));
    await expect(products.findByField('note', 'x')).rejects.toMatchObject({
      code: 'FIELD_NOT_INDEXED',
      message: expect.stringContaining('sku, active'),
    });
    const found = await products.findByField('note', 'x', { scan: true });
    expect(found).toStrictEqual([{ id: 'p1', record: product('W-1', { note: 'x' }) }]);
  });

  it('lists instances, a page at a time', async () => {
    const products = acme().tables.of('products', Product);
    await products.set('p1', product('W-1'));
    await products.set('p2', product('W-2'));
    const page = await products.list({ limit: 1 });
    expect(page.records).toStrictEqual([{ id: 'p1', record: product('W-1') }]);
    const next = await products.list({ cursor: page.cursor ?? '' });
    expect(next).toStrictEqual({ records: [{ id: 'p2', record: product('W-2') }], cursor: null });
  });

  it('has indexes that hold for rows written without the class afterwards', async () => {
    const { tables } = acme();
    const products = tables.of('products', Product, { indexes: ['price'] });
    await tables.upsert('products', 'p1', product('W-1', { price: 7 }));
    await tables.of('products').upsert('p2', product('W-1', { price: 7 }));
    const [byClass, byOption] = [
      await products.findByField('sku', 'W-1', { limit: 5 }),
      await tables.of('products').findByField('price', 7, { limit: 5 }),
    ];
    expect(byClass).toHaveLength(2);
    expect(byOption.map(({ id }) => id)).toEqual(['p1', 'p2']);
    await tables.updateField('products', 'p1', 'sku', 'W-9');
    expect((await products.findByField('sku', 'W-9')).map(({ id }) => id)).toEqual(['p1']);
    await tables.delete('products', 'p2');
    expect(await products.findByField('sku', 'W-1')).toEqual([]);
  });

  it('keeps the TTL rule and the pool of a call', async () => {
    const { tables } = repositoriesOf(redis.scope({ ttl: { tables: 500 } }));
    const products = tables.of('products', Product);
    const pool = 'user';
    await products.set('p1', product('W-1'), { pool });
    expect(await products.ttl('p1', { pool })).toBeGreaterThan(480);
    await products.updateField('p1', 'sku', 'W-2', { pool, ttlSeconds: 'none' });
    expect(await products.ttl('p1', { pool })).toBe('none');
    expect(await products.getField('p1', 'sku', { pool })).toBe('W-2');
    expect((await products.list({ pool })).records).toHaveLength(1);
    expect(await products.findByField('sku', 'W-2', { pool })).toHaveLength(1);
    // In cluster all pools share the one database.
    expect(await products.exists('p1')).toBe(topology.clustered);
  });
});
