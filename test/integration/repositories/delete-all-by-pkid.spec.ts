import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { repositoriesOf, type TestRepositories } from '../../support/repositories.js';
import { topologies, useTopology } from '../../support/topologies.js';

const TABLES = ['orders', 'a:b', '*'];

/** What the body of a request may hold where a text is expected. */
const NOT_TEXT: readonly string[] = JSON.parse('[7, null, {"id":1}]');

/** Groups of keys in which each could be taken for another: by a pattern, an escape, a prefix, a digest. */
const LOOKALIKES: Record<string, readonly string[]> = {
  patterns: ['*', 'u?', 'u*', '[a-z]1', 'u1', 'u2', '\\*'],
  separators: ['u:1', 'u_1', 'u%3A1', 'u%253A1', 'u', '1'],
  prefixes: ['u', 'u1', 'u10', 'u1 ', ' u1', 'U1'],
  borders: ['u1', 'u1\u0001', 'u1\u0001x', '\u0001', '\u0001u1', 'u1\u007f', 'u1ÿ'],
  words: ['pkid', 'df', 'pkid:u1', 'orders', 'any'],
  'long ids': ['x'.repeat(64), 'x'.repeat(65), 'x'.repeat(1_000), `${'x'.repeat(999)}y`, 'x'.repeat(1_024)],
  'ids that grow when escaped': [':'.repeat(21), ':'.repeat(22), ':'.repeat(1_000), '%3A'.repeat(22)],
  'digests of long ids': [
    'x'.repeat(1_000),
    `\u0001${createHash('sha1').update('x'.repeat(1_000)).digest('hex')}`,
  ],
};

describe.each(topologies)('deleteAllByPkid on $name', (topology) => {
  const redis = useTopology(topology);
  const acme = () => repositoriesOf(redis.scope());

  async function fill({ tables }: TestRepositories, pks: readonly string[]): Promise<void> {
    await Promise.all(
      pks.flatMap((pk) => TABLES.map(async (table) => tables.upsert(table, pk, { table, pk }))),
    );
  }

  async function existing({ tables }: TestRepositories, pks: readonly string[]): Promise<string[]> {
    const rows = pks.flatMap((pk) => TABLES.map((table) => [table, pk] as const));
    const exist = await Promise.all(rows.map(async ([table, pk]) => tables.exists(table, pk)));
    return [...new Set(rows.filter((_row, at) => exist[at]).map(([, pk]) => pk))];
  }

  it('counts what it removes, from every table', async () => {
    const { tables } = acme();
    expect(await tables.deleteAllByPkid('u1')).toBe(0);
    await tables.upsert('orders', 'u1', { a: 1 });
    await tables.upsert('carts', 'u1', { a: 1 });
    await tables.upsert('carts', 'u2', { a: 1 });
    expect(await tables.deleteAllByPkid('u1')).toBe(2);
    expect(await tables.deleteAllByPkid('u1')).toBe(0);
    expect(await tables.get('orders', 'u1')).toBeNull();
    expect(await tables.get('carts', 'u2')).toEqual({ a: 1 });
    expect((await tables.of('orders').list()).records).toEqual([]);
  });

  it.each(Object.entries(LOOKALIKES))('removes the rows of one key only: %s', async (_name, pks) => {
    const repositories = acme();
    await fill(repositories, pks);
    for (const [at, pk] of pks.entries()) {
      expect(await repositories.tables.deleteAllByPkid(pk)).toBe(TABLES.length);
      expect(await existing(repositories, pks)).toEqual(pks.slice(at + 1));
    }
  });

  it('removes the rows of more than a thousand tables', async () => {
    const { tables } = acme();
    const names = Array.from({ length: 1_100 }, (_, index) => `table:${index}`);
    await Promise.all(names.map(async (name) => tables.upsert(name, 'u:1', { name })));
    await tables.upsert('table:0', 'u:2', { kept: true });
    expect(await tables.deleteAllByPkid('u:1')).toBe(1_100);
    const left = await Promise.all(names.map(async (name) => tables.exists(name, 'u:1')));
    expect(left.filter(Boolean)).toEqual([]);
    expect(await tables.get('table:0', 'u:2')).toEqual({ kept: true });
  });

  it('takes the entries of declared fields with the rows', async () => {
    const { tables, keys, tenant } = acme();
    const orders = tables.of('orders', { indexes: ['status', 'city'] });
    await orders.upsert('u1', { status: 'open', city: 'Bonn' });
    await orders.upsert('u2', { status: 'open' });
    await tables.upsert('carts', 'u1', { status: 'open' });
    expect(await tables.deleteAllByPkid('u1')).toBe(2);
    const found = await orders.findByField('status', 'open', { limit: 10 });
    expect(found.map(({ id }) => id)).toEqual(['u2']);
    const client = redis.client('handlers');
    expect(await client.zcard(keys.index(tenant, 'table', 'orders', 'status'))).toBe(1);
    expect(await client.exists(keys.index(tenant, 'table', 'orders', 'city'))).toBe(0);
    expect(await client.zcard(keys.index(tenant, 'table', 'orders'))).toBe(1);
    expect(await client.zcard(keys.index(tenant, 'table'))).toBe(1);
  });

  it('does not count rows that are gone, and forgets them', async () => {
    const { tables, keys, tenant } = acme();
    await tables.upsert('orders', 'u1', { a: 1 }, { ttlSeconds: 0.02 });
    await tables.upsert('carts', 'u1', { a: 1 });
    await tables.upsert('notes', 'u1', { a: 1 });
    await redis.client('handlers').del(keys.tableRow(tenant, 'notes', 'u1'));
    await expect.poll(async () => tables.exists('orders', 'u1')).toBe(false);
    expect(await tables.deleteAllByPkid('u1')).toBe(1);
    expect(await redis.client('handlers').exists(keys.index(tenant, 'table'))).toBe(0);
  });

  it('removes the rows of its tenant only', async () => {
    const repositories = acme();
    const others = [`${repositories.tenant}x`, `x${repositories.tenant}`].map((tenant) =>
      repositoriesOf(redis.scope({ tenant })),
    );
    await fill(repositories, ['u1']);
    for (const other of others) await fill(other, ['u1']);
    expect(await repositories.tables.deleteAllByPkid('u1')).toBe(TABLES.length);
    for (const other of others) expect(await existing(other, ['u1'])).toEqual(['u1']);
  });

  it.each(['', 'a\0b', '\ud800', 'x'.repeat(1_025), ...NOT_TEXT])('refuses the key %j', async (pk) => {
    const repositories = acme();
    await fill(repositories, ['u1']);
    await expect(repositories.tables.deleteAllByPkid(pk)).rejects.toMatchObject({
      code: 'INVALID_KEY_PART',
      statusCode: 400,
    });
    expect(await existing(repositories, ['u1'])).toEqual(['u1']);
  });

  it('loses no row that is written with another key meanwhile', async () => {
    const repositories = acme();
    await fill(repositories, ['u1']);
    const [removed] = await Promise.all([
      repositories.tables.deleteAllByPkid('u1'),
      fill(repositories, ['u2', 'u3']),
    ]);
    expect(removed).toBe(TABLES.length);
    expect(await existing(repositories, ['u1', 'u2', 'u3'])).toEqual(['u2', 'u3']);
    expect(await repositories.tables.deleteAllByPkid('u3')).toBe(TABLES.length);
  });
});
