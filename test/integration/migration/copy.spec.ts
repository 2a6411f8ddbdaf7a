import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { CoreModuleOptions } from '../../../libs/redis/src/config/module-options.js';
import { copyToHashTags } from '../../../libs/redis/src/migration/copy-to-hash-tags.js';
import type {
  CopyPassReport,
  CopyToHashTagsOptions,
} from '../../../libs/redis/src/migration/copy-options.js';
import { snapshotOfKeys } from '../../support/key-snapshot.js';
import { silentLogger } from '../../support/silent-logger.js';
import { uniqueName } from '../../support/unique-name.js';
import { everythingOf, keepWriting, openApp, writeRound, type App } from './busy-app.js';

const QUIET = { env: false, configFile: false, logger: silentLogger } as const;

const standalone = { name: 'a standalone server', options: (url: string): CoreModuleOptions => ({ url }) };
const cluster = {
  name: 'a cluster',
  options: (): CoreModuleOptions => ({
    pools: { default: { topology: 'cluster', nodes: inject('clusterNodes') } },
  }),
};

const TARGETS = [
  { ...standalone, hashTag: 'tenant' },
  { ...cluster, hashTag: 'tenant' },
  { ...cluster, hashTag: 'entity' },
] as const;

describe.each(TARGETS)('A copy to $name with the hash tag $hashTag', ({ options, hashTag }) => {
  let source: RedisServer;
  let target: RedisServer;
  let names: { tenant: string; namespace: string };
  let from: App;
  let to: App;
  let fromOptions: CoreModuleOptions;
  let toOptions: CoreModuleOptions;

  beforeAll(async () => {
    source = await startRedis();
    target = await startRedis();
  });
  afterAll(async () => {
    await source.stop();
    await target.stop();
  });

  beforeEach(async () => {
    names = { tenant: uniqueName('acme'), namespace: uniqueName('app') };
    const { namespace } = names;
    const indexes = { user: ['city'], tables: { orders: ['city'] } };
    fromOptions = { ...QUIET, url: source.url, namespace };
    toOptions = { ...QUIET, ...options(target.url), namespace, keys: { hashTag }, indexes };
    from = await openApp(fromOptions, names, false);
    to = await openApp(toOptions, names, hashTag);
  });
  afterEach(async () => {
    await from.manager.client('default').flushall();
    await Promise.all([from.manager.close(), to.manager.close()]);
  });

  const copy = async (others: Partial<CopyToHashTagsOptions> = {}) =>
    copyToHashTags({ from: fromOptions, to: toOptions, untilInSync: true, pauseMs: 20, ...others });

  it('is the same for all repositories, after an application that wrote all the time', async () => {
    const writer = keepWriting(from);
    const ended = new AbortController();
    const passes: CopyPassReport[] = [];
    const copying = copy({
      untilInSync: false,
      signal: ended.signal,
      onProgress: (pass) => passes.push(pass),
    });
    await expect.poll(() => passes.length).toBeGreaterThan(3);
    expect(await writer.stop()).toBeGreaterThan(20);
    const stoppedAt = passes.length;
    // The one that was running may have begun before.
    await expect
      .poll(() => passes.slice(stoppedAt + 1).some(({ copied, removed }) => copied + removed === 0))
      .toBe(true);
    ended.abort();
    const report = await copying;
    expect(report).toMatchObject({ inSync: true, verification: { conflicts: 0, unknown: 0 } });
    expect(report.removed).toBeGreaterThan(0);
    expect(await everythingOf(to)).toEqual(await everythingOf(from));
  });

  it('leaves the source as it is', async () => {
    for (let round = 0; round < 40; round++) await writeRound(from, round);
    const clients = ['default', 'user', 'handlers', 'symphony_shared_state', 'expiry'] as const;
    const sources = clients.map((alias) => from.manager.client(alias));
    const before = await snapshotOfKeys(sources, '*');
    expect((await copy()).inSync).toBe(true);
    expect(await snapshotOfKeys(sources, '*')).toEqual(before);
    expect(before.size).toBeGreaterThan(50);
  });

  it('keeps expiries, and everything works on afterwards', async () => {
    for (let round = 0; round < 25; round++) await writeRound(from, round);
    const { users, tables, sharedState, tenant } = from.repositories;
    await users.upsert('short', { city: 'Lima' }, { ttlSeconds: 500 });
    await users.upsert('for ever', { city: 'Lima' }, { ttlSeconds: 'none' });
    expect((await copy()).inSync).toBe(true);
    const there = to.repositories;
    expect(await there.users.ttl('for ever')).toBe('none');
    expect(await there.users.ttl('short')).toBeCloseTo(Number(await users.ttl('short')), -1);
    // Only the expiry changes.
    await users.renewTtl('short', { ttlSeconds: 5_000 });
    expect((await copy()).inSync).toBe(true);
    expect(await there.users.ttl('short')).toBeGreaterThan(4_000);
    await there.users.upsert('short', { city: 'Oslo' });
    expect((await there.users.findByField('city', 'Lima', { limit: 100 })).map(({ id }) => id)).not.toContain(
      'short',
    );
    const rows = (await tables.of('orders').list({ limit: 500 })).records.map(({ id }) => id);
    expect(await there.tables.deleteAllByPkid(rows[0] ?? '')).toBe(1);
    const shared = await sharedState.of('i:5').list();
    expect(await there.sharedState.of('i:5').clearAll()).toBe(shared.length);
    const waiting = await to.batch.length(tenant, 'mail', 'send');
    expect(waiting).toBe(await from.batch.length(tenant, 'mail', 'send'));
    const items = await to.batch.claim(tenant, 'mail', 'send', { limit: 100 });
    expect(await to.batch.ackAll(items)).toBe(waiting);
    // What was leased in the source is leased here.
    expect(await to.coordinator.removeFromPending(tenant, tenant)).toBe(false);
  });

  it('runs a trigger of the source in the target, once, and keeps retries and dead letters', async () => {
    const { triggers } = from.expiry;
    await triggers.set('remind', 'due', { dueAt: new Date(0) }, { payload: { at: 1 } });
    await triggers.set('remind', 'later', 3_600, { payload: 'x' });
    await triggers.set('remind', 'gone', 3_600);
    await from.expiry.bury('fail', 'broken', { payload: { why: 1 } });
    await copy();
    await triggers.delete('remind', 'gone');
    await triggers.set('remind', 'a:b', { dueAt: new Date(0) });
    const [held] = (await from.expiry.claim('remind')).filter(({ identifier }) => identifier === 'a:b');
    if (held !== undefined) await from.expiry.settle(held, { kind: 'retry', delayMs: 1 });
    await copy();
    const report = await copy();
    expect(report.inSync).toBe(true);

    const claimed = await to.expiry.claim('remind');
    const byId = new Map(claimed.map((each) => [each.identifier, each]));
    expect(byId.get('a:b')?.attempt).toBe(2);
    expect([...byId.keys()]).not.toContain('later');
    for (const each of claimed) await to.expiry.settle(each, { kind: 'ack' });
    // Leased in the source when the copy ended: its lease has to end first.
    const due = await to.expiry.triggers.get('remind', 'due');
    expect(due === null ? byId.has('due') : due).toBeTruthy();
    expect(await to.expiry.claim('remind')).toEqual([]);
    expect(await to.expiry.triggers.get('remind', 'gone')).toBeNull();
    expect((await to.expiry.triggers.list({ action: 'remind' })).triggers).toMatchObject([
      { identifier: 'later', payload: 'x' },
    ]);
    const { letters } = await to.expiry.triggers.deadLetters();
    expect(letters).toMatchObject([{ action: 'fail', identifier: 'broken', payload: { why: 1 } }]);
    expect(await to.expiry.triggers.retryDead([letters[0]?.id ?? ''])).toBe(1);
    expect((await to.expiry.claim('fail')).map(({ identifier }) => identifier)).toEqual(['broken']);
  });

  it('removes what the source removes, and leaves alone what somebody else wrote', async () => {
    const { users } = from.repositories;
    for (const id of ['u1', 'u2', 'u3', 'u4']) await users.upsert(id, { city: 'Lima' });
    await copy();
    await users.delete('u1');
    await users.delete('u2');
    await users.upsert('u3', { city: 'Oslo' });
    await to.repositories.users.upsert('u2', { city: 'Rome' });
    await to.repositories.users.upsert('u4', { city: 'Rome' });
    await users.upsert('u4', { city: 'Oslo' });
    const report = await copy();
    expect(report).toMatchObject({ inSync: false, removed: 1 });
    expect(report.verification.conflictingKeys).toHaveLength(1);
    const read = async (id: string) => to.repositories.users.get(id);
    expect(await read('u1')).toBeNull();
    expect(await read('u2')).toEqual({ city: 'Rome' });
    expect(await read('u3')).toEqual({ city: 'Oslo' });
    expect(await read('u4')).toEqual({ city: 'Rome' });
  });

  it('reports keys of others, and copies them on request', async () => {
    const client = from.manager.client('default');
    await client.set('foreign', '1');
    await client.sadd(`${names.tenant}:visits:home`, 'a');
    const report = await copy();
    expect(report.verification).toMatchObject({ unknown: 2 });
    const { verification } = await copy({ includeUnknown: true, ownNames: ['visits'] });
    expect(verification).toMatchObject({ unknown: 0, kinds: { visits: { source: 1, equal: 1 } } });
    expect(await to.manager.client('default').get('foreign')).toBe('1');
    const { keys, tenant } = to.repositories;
    expect(await to.manager.client('default').scard(keys.own(tenant, 'visits', 'home'))).toBe(1);
    await to.manager.client('default').del('foreign');
  });
});
