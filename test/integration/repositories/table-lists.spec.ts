import { describe, expect, it } from 'vitest';
import type { Table } from '../../../libs/redis/src/repositories/tables/table.js';
import { everyPage } from '../../support/every-page.js';
import { repositoriesOf } from '../../support/repositories.js';
import { topologies, useTopology } from '../../support/topologies.js';

/** What the query of a request may hold where a number, or a text, is expected. */
const NOT_NUMBERS: readonly number[] = JSON.parse('["10", null, [1]]');
const NOT_TEXT: readonly string[] = JSON.parse('[7, true, {"id":1}, ["a"]]');

/** `p0000`, `p0001`, ...: in the order of their numbers. */
function keysOfRows(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `p${String(index).padStart(4, '0')}`);
}

async function fill(table: Table, pks: readonly string[]): Promise<void> {
  await Promise.all(pks.map(async (pk) => table.upsert(pk, { pk })));
}

describe.each(topologies)('The list of a table on $name', (topology) => {
  const redis = useTopology(topology);
  const acme = () => repositoriesOf(redis.scope());

  it('is empty where there are no rows', async () => {
    const { tables } = acme();
    expect(await tables.of('products').list()).toEqual({ records: [], cursor: null });
    await tables.upsert('products', 'p1', { a: 1 });
    await tables.delete('products', 'p1');
    expect(await tables.of('products').list()).toEqual({ records: [], cursor: null });
  });

  it('gives 1,200 rows once each in the order of their keys, a hundred at a time', async () => {
    const products = acme().tables.of('products');
    const pks = keysOfRows(1_200);
    await fill(products, pks.toReversed());
    const pages: number[] = [];
    const listed = await everyPage(async (options) => {
      const page = await products.list(options);
      pages.push(page.records.length);
      return page;
    });
    expect(listed).toEqual(pks.map((pk) => ({ id: pk, record: { pk } })));
    expect(Math.max(...pages)).toBe(100);
  });

  it.each([
    [1, 1],
    [7, 7],
    [500, 20],
    [undefined, 20],
  ])('with limit %s begins with %s of 20 rows and loses none', async (limit, first) => {
    const products = acme().tables.of('products');
    const pks = keysOfRows(20);
    await fill(products, pks);
    expect((await products.list({ limit })).records).toHaveLength(first);
    const listed = await everyPage(async (options) => products.list({ ...options, limit }));
    expect(listed.map(({ id }) => id)).toEqual(pks);
  });

  it('has at most 500 rows in a page', async () => {
    const products = acme().tables.of('products');
    await fill(products, keysOfRows(501));
    const page = await products.list({ limit: 500 });
    expect(page.records).toHaveLength(500);
    const rest = await products.list({ limit: 500, cursor: page.cursor ?? '' });
    expect(rest.records.map(({ id }) => id)).toEqual(['p0500']);
    expect(rest.cursor).toBeNull();
  });

  it.each([0, -1, 1.5, 501, Number.NaN, Number.POSITIVE_INFINITY, ...NOT_NUMBERS])(
    'refuses the limit %j',
    async (limit) => {
      const products = acme().tables.of('products');
      await expect(products.list({ limit })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        statusCode: 400,
      });
    },
  );

  it.each(NOT_TEXT)('refuses the cursor %j', async (cursor) => {
    await expect(acme().tables.of('products').list({ cursor })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      statusCode: 400,
    });
  });

  it('is in the byte order of the keys, whatever they hold', async () => {
    const products = acme().tables.of('products');
    const pks = [
      '',
      '~',
      'é',
      '😀',
      '\u{ffff}',
      'Z',
      'a',
      'a:',
      'a%',
      '\u0001',
      '10',
      '9',
      '[',
      '(',
      '-',
      '+',
    ];
    const allowed = pks.filter((pk) => pk !== '');
    await fill(products, allowed);
    const listed = await everyPage(async (options) => products.list({ ...options, limit: 1 }));
    const expected = allowed
      .map((pk) => [pk, pk.replaceAll('%', '%25').replaceAll(':', '%3A')] as const)
      .toSorted(([, a], [, b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .map(([pk]) => ({ id: pk, record: { pk } }));
    expect(listed).toEqual(expected);
  });

  it('takes any text as a cursor and goes on behind it', async () => {
    const products = acme().tables.of('products');
    await fill(products, keysOfRows(3));
    expect((await products.list({ cursor: 'p0000x' })).records.map(({ id }) => id)).toEqual([
      'p0001',
      'p0002',
    ]);
    expect(await products.list({ cursor: 'zzz' })).toEqual({ records: [], cursor: null });
    expect((await products.list({ cursor: '' })).records).toHaveLength(3);
  });

  it('shows rows of no other table and no other tenant', async () => {
    const { tables, tenant } = acme();
    const longer = repositoriesOf(redis.scope({ tenant: `${tenant}x` }));
    const names = ['products', 'product', 'products2', 'products:', 'products:pkid:p', '*', 'p?oducts', '%'];
    for (const name of names) await tables.upsert(name, 'p1', { name });
    await longer.tables.upsert('products', 'p1', { name: 'of another tenant' });
    for (const name of names) {
      expect((await tables.of(name).list()).records).toEqual([{ id: 'p1', record: { name } }]);
    }
  });

  it('gives each row that stays once, while others are deleted and added', async () => {
    const products = acme().tables.of('products');
    const pks = keysOfRows(300);
    await fill(products, pks);
    const stays = (pk: string) => Number(pk.slice(1)) % 3 !== 0;
    const seen: string[] = [];
    let cursor: string | null | undefined;
    for (let round = 0; cursor !== null; round += 1) {
      const page = await products.list({ cursor, limit: 50 });
      seen.push(...page.records.map(({ id }) => id));
      cursor = page.cursor;
      const doomed = pks.filter((pk) => !stays(pk)).slice(round * 20, round * 20 + 20);
      await Promise.all(doomed.map(async (pk) => products.delete(pk)));
      // Also the row that the cursor stands on.
      const last = page.records.at(-1)?.id ?? 'p0000';
      if (!stays(last)) await products.delete(last);
      await fill(products, [`${pks[round]}-added`, `${last}-added`]);
    }
    const rows = seen.filter((pk) => !pk.endsWith('-added'));
    expect(new Set(seen).size).toBe(seen.length);
    expect(rows.filter(stays)).toEqual(pks.filter(stays));
    expect(seen).toContain('p0049-added');
  });

  it('leaves out rows that have expired, and forgets them', async () => {
    const scope = redis.scope();
    const { tables, keys, tenant } = repositoriesOf(scope);
    const products = tables.of('products');
    const pks = keysOfRows(40);
    await fill(products, pks);
    const doomed = pks.filter((_pk, index) => index % 2 === 0);
    await Promise.all(doomed.map(async (pk) => products.renewTtl(pk, { ttlSeconds: 0.02 })));
    await expect.poll(async () => products.exists('p0038')).toBe(false);
    await expect.poll(async () => products.exists('p0000')).toBe(false);
    const listed = await everyPage(async (options) => products.list({ ...options, limit: 10 }));
    expect(listed.map(({ id }) => id)).toEqual(pks.filter((pk) => !doomed.includes(pk)));
    const index = keys.index(tenant, 'table', 'products');
    expect(await redis.client('handlers').zcard(index)).toBe(20);
  });

  it('leaves out keys that another program gave another type', async () => {
    const { tables, keys, tenant } = repositoriesOf(redis.scope());
    const products = tables.of('products');
    await fill(products, ['p1', 'p2']);
    await redis.client('handlers').set(keys.tableRow(tenant, 'products', 'p1'), 'a text');
    expect((await products.list()).records).toEqual([{ id: 'p2', record: { pk: 'p2' } }]);
  });
});
