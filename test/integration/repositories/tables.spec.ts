import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserHandle } from '../../../libs/redis/src/repositories/user.handle.js';
import { snapshotOfKeys } from '../../support/key-snapshot.js';
import { everyPage, reindexAll } from '../../support/every-page.js';
import { recordCommands, UserModel } from '../../support/record-commands.js';
import { DirectRecordView, expectEveryMethod, type RecordView } from '../../support/record-view.js';
import { repositoriesOf, type TestRepositories } from '../../support/repositories.js';
import { topologies, useTopology } from '../../support/topologies.js';

const VIEWS: Record<string, (of: TestRepositories, table: string, pk: string) => RecordView> = {
  'the names of table and row': ({ tables }, table, pk) => new DirectRecordView(tables, table, pk),
  'of(table)': ({ tables }, table, pk) => new UserHandle(tables.of(table), pk),
};

describe.each(topologies)('TableRepository on $name', (topology) => {
  const redis = useTopology(topology);
  const repositories = (): TestRepositories => repositoriesOf(redis.scope());

  describe.each(Object.entries(VIEWS))('by %s', (_name, viewOf) => {
    it.each([
      ['products', 'p1'],
      ['a:b', 'c:d'],
      ['a', 'pkid:b'],
      ['a:pkid:b', 'c'],
      ['*', 'u?'],
    ])('does everything to the row (%s, %s)', async (table, pk) => {
      const acme = repositories();
      const key = acme.keys.tableRow(acme.tenant, table, pk);
      await expectEveryMethod(viewOf(acme, table, pk), async () => redis.client('handlers').hgetall(key));
      expect(await acme.tables.of(table).list()).toEqual({ records: [], cursor: null });
    });

    it('reaches the row that the other form wrote', async () => {
      const acme = repositories();
      for (const [form, otherViewOf] of Object.entries(VIEWS)) {
        await otherViewOf(acme, 'products', 'p:1').set({ writtenBy: form });
        expect(await viewOf(acme, 'products', 'p:1').get()).toEqual({ writtenBy: form });
      }
    });

    it('refuses names that cannot be part of a key before anything is written', async () => {
      const acme = repositories();
      const refusal = { code: 'INVALID_KEY_PART', statusCode: 400 };
      for (const bad of ['', 'a\0b', '\ud800', 'x'.repeat(1_025)]) {
        await expect(viewOf(acme, bad, 'p1').upsert({ a: 1 })).rejects.toMatchObject(refusal);
        await expect(viewOf(acme, 'products', bad).upsert({ a: 1 })).rejects.toMatchObject(refusal);
      }
      expect(await snapshotOfKeys([redis.client('handlers')], `*${acme.tenant}*`)).toEqual(new Map());
    });
  });

  it('behaves as plain objects with an expiry would, and its indexes always agree with its rows', async () => {
    const property = fc.asyncProperty(fc.commands([...recordCommands]), async (commands) => {
      const { tables } = repositoriesOf(redis.scope({ ttl: { tables: UserModel.DEFAULT_TTL } }));
      const table = tables.of('products', { indexes: ['a', 'b'] });
      const real = new UserHandle(table, 'p1');
      await fc.asyncModelRun(() => ({ model: new UserModel(), real }), commands);
      const row = await table.get('p1');
      const hits = row === null ? [] : [{ id: 'p1', record: row }];
      expect(await table.list()).toEqual({ records: hits, cursor: null });
      const a = row?.['a'];
      if (typeof a === 'object' || a === undefined) return;
      expect(await table.findByField('a', a)).toEqual(hits);
    });
    await expect(fc.assert(property, { numRuns: 50 })).resolves.toBeUndefined();
  });

  it('keeps rows apart whose table and key look alike', async () => {
    const { tables } = repositories();
    const rows = ['u:1', 'u_1', 'u%3A1'].flatMap((pk) => ['a:b', 'a_b', 'a'].map((table) => [table, pk]));
    for (const [table = '', pk = ''] of rows)
      expect(await tables.upsert(table, pk, { table, pk })).toBe(true);
    for (const [table = '', pk = ''] of rows) expect(await tables.get(table, pk)).toEqual({ table, pk });
  });

  it('keeps tenants apart', async () => {
    const [acme, globex] = [repositories(), repositories()];
    await acme.tables.upsert('products', 'p1', { sku: 'W-1' });
    expect(await globex.tables.get('products', 'p1')).toBeNull();
    expect((await globex.tables.of('products').list()).records).toEqual([]);
    expect(await globex.tables.deleteAllByPkid('p1')).toBe(0);
    expect(await acme.tables.get('products', 'p1')).toEqual({ sku: 'W-1' });
  });

  it('declares indexes that hold for every form of the table, and only for that table', async () => {
    const { tables } = repositories();
    await tables.of('products', { indexes: ['sku'] }).upsert('p1', { sku: 'W-1' });
    await tables.upsert('products', 'p2', { sku: 'W-1' });
    await tables.upsert('prices', 'p3', { sku: 'W-1' });
    const found = await tables.of('products').findByField('sku', 'W-1', { limit: 10 });
    expect(found.map(({ id }) => id)).toEqual(['p1', 'p2']);
    await expect(tables.of('prices').findByField('sku', 'W-1')).rejects.toMatchObject({
      code: 'FIELD_NOT_INDEXED',
      message: expect.stringContaining('indexes.tables["prices"]'),
    });
  });

  it('does all of it in the pool a call names', async () => {
    const { tables } = repositories();
    const pool = 'user';
    const products = tables.of('products', { indexes: ['sku'] });
    await tables.upsert('products', 'p1', { sku: 'W-1' }, { pool });
    await tables.upsert('prices', 'p1', { net: 10 }, { pool });
    const row = { id: 'p1', record: { sku: 'W-1' } };
    expect(await products.get('p1', { pool })).toEqual(row.record);
    expect(await products.list({ pool })).toEqual({ records: [row], cursor: null });
    expect(await products.findByField('sku', 'W-1', { pool })).toEqual([row]);
    expect(await products.findByField('sku', 'W-1', { pool, scan: true })).toEqual([row]);
    expect(await reindexAll(async (options) => tables.reindex({ ...options, pool }))).toMatchObject({
      indexed: 2,
    });
    // In cluster all pools share the one database.
    expect(await products.exists('p1')).toBe(topology.clustered);
    expect((await products.list()).records).toHaveLength(topology.clustered ? 1 : 0);
    expect(await products.findByField('sku', 'W-1')).toHaveLength(topology.clustered ? 1 : 0);
    const other = topology.clustered ? pool : 'handlers';
    expect(await tables.deleteAllByPkid('p1', { pool: other })).toBe(topology.clustered ? 2 : 0);
    expect(await tables.deleteAllByPkid('p1', { pool })).toBe(topology.clustered ? 0 : 2);
    expect(await products.list({ pool })).toEqual({ records: [], cursor: null });
  });
});

describe.each(topologies)('Rows of tables that other programs wrote, on $name', (topology) => {
  const redis = useTopology(topology);

  async function writtenRaw(): Promise<TestRepositories> {
    const acme = repositoriesOf(redis.scope());
    const rows = ['products', 'pri:ces'].flatMap((table) => ['p:1', 'p2', '*'].map((pk) => [table, pk]));
    for (const [table = '', pk = ''] of rows) {
      const key = acme.keys.tableRow(acme.tenant, table, pk);
      await redis.client('handlers').hset(key, { sku: `${table} ${pk}` });
    }
    return acme;
  }

  it('are listed, found and deleted by key after a reindex of all tables', async () => {
    const { tables } = await writtenRaw();
    const products = tables.of('products', { indexes: ['sku'] });
    expect((await products.list()).records).toEqual([]);
    expect(await tables.deleteAllByPkid('p:1')).toBe(0);
    expect(await reindexAll(async (options) => tables.reindex(options))).toMatchObject({ indexed: 6 });
    expect((await products.list()).records.map(({ id }) => id)).toEqual(['*', 'p:1', 'p2']);
    expect((await tables.of('pri:ces').list()).records.map(({ id }) => id)).toEqual(['*', 'p:1', 'p2']);
    const found = await products.findByField('sku', 'products p:1');
    expect(found).toEqual([{ id: 'p:1', record: { sku: 'products p:1' } }]);
    expect(await tables.deleteAllByPkid('p:1')).toBe(2);
    expect(await tables.exists('products', 'p:1')).toBe(false);
    expect(await tables.deleteAllByPkid('*')).toBe(2);
    expect(await tables.deleteAllByPkid('p2')).toBe(2);
    expect(await reindexAll(async (options) => tables.reindex(options))).toMatchObject({ indexed: 0 });
  });

  it('are indexed one table at a time by the reindex of that table', async () => {
    const { tables } = await writtenRaw();
    const products = tables.of('products');
    expect(await reindexAll(async (options) => products.reindex(options))).toMatchObject({ indexed: 3 });
    expect((await products.list()).records).toHaveLength(3);
    expect((await tables.of('pri:ces').list()).records).toEqual([]);
    expect(await tables.deleteAllByPkid('p2')).toBe(1);
    expect(await tables.exists('pri:ces', 'p2')).toBe(true);
  });

  it('are indexed by their next write', async () => {
    const { tables } = await writtenRaw();
    await tables.updateField('products', 'p2', 'sku', 'new');
    expect(await tables.of('products').list()).toEqual({
      records: [{ id: 'p2', record: { sku: 'new' } }],
      cursor: null,
    });
  });

  it.each([[[]], [['sku']]])(
    'are deleted also where they are of another type, with indexes %j',
    async (indexes: string[]) => {
      const acme = await writtenRaw();
      const products = acme.tables.of('products', { indexes });
      const client = redis.client('handlers');
      for (const pk of ['text', 'list']) await products.upsert(pk, { sku: 'row' });
      await client.set(acme.keys.tableRow(acme.tenant, 'products', 'text'), 'a text');
      await client.unlink(acme.keys.tableRow(acme.tenant, 'products', 'list'));
      await client.rpush(acme.keys.tableRow(acme.tenant, 'products', 'list'), 'an element');
      expect(await products.delete('text')).toBe(true);
      expect(await products.exists('text')).toBe(false);
      expect(await acme.tables.deleteAllByPkid('list')).toBe(1);
      expect(await products.exists('list')).toBe(false);
      expect(await products.list()).toEqual({ records: [], cursor: null });
    },
  );

  it('do not stop a reindex where a key is none the library writes', async () => {
    const acme = await writtenRaw();
    const prefix = acme.keys.tableRows(acme.tenant);
    const client = redis.client('handlers');
    for (const odd of ['no-row', 'products:pkid:', 'a:b:pkid:c', ':pkid:p1', 'products:pkid:%zz']) {
      await client.hset(prefix + odd, { sku: 'odd' });
    }
    await client.set(`${prefix}products:pkid:text`, 'a text');
    await reindexAll(async (options) => acme.tables.reindex(options));
    await reindexAll(async (options) => acme.tables.of('products').reindex(options));
    const listed = await everyPage(async (options) => acme.tables.of('products').list(options));
    expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(['*', 'p:1', 'p2']));
    expect(listed.map(({ id }) => id)).not.toContain('text');
  });
});
