import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { copyHashTagsCommand } from '../../../libs/redis/src/cli/copy-hash-tags.command.js';
import { runCli } from '../../../libs/redis/src/cli/run-cli.js';
import type { CoreModuleOptions } from '../../../libs/redis/src/config/module-options.js';
import type { CopyPassReport } from '../../../libs/redis/src/migration/copy-options.js';
import { copyToHashTags } from '../../../libs/redis/src/migration/copy-to-hash-tags.js';
import { snapshotOfKeys } from '../../support/key-snapshot.js';
import { silentLogger } from '../../support/silent-logger.js';
import { openApp, writeRound } from './busy-app.js';

const QUIET = { env: false, configFile: false, logger: silentLogger } as const;
const NAMES = { tenant: 'acme', namespace: 'app' };

describe('A copy to hash tags', () => {
  let source: RedisServer;
  let target: RedisServer;
  let from: CoreModuleOptions;
  let to: CoreModuleOptions;

  beforeAll(async () => {
    source = await startRedis();
    target = await startRedis();
    from = { ...QUIET, url: source.url, namespace: NAMES.namespace };
    to = { ...QUIET, url: target.url, namespace: NAMES.namespace, keys: { hashTag: 'tenant' } };
  });
  afterAll(async () => {
    await source.stop();
    await target.stop();
  });
  beforeEach(async () => {
    for (const options of [from, to]) {
      const { manager } = await openApp(options, NAMES, 'tenant');
      await manager.client('default').flushall();
      await manager.close();
    }
  });

  it('takes what the Python library has written', async () => {
    const app = await openApp(from, NAMES, false);
    const there = await openApp(to, NAMES, 'tenant');
    try {
      const client = (alias: 'user' | 'handlers' | 'expiry' | 'symphony_shared_state') =>
        app.manager.client(alias);
      await client('user').hset('acme:user:a:b', 'name', 'Alice');
      await client('handlers').hset('acme:state:chat:u1', 'step', '1');
      await client('handlers').hset('acme:df:orders:pkid:a_b', 'city', 'Lima');
      await client('symphony_shared_state').hset('acme:SS:chat:u_1', 'x', '1');
      await client('handlers').rpush('acme:batch:crm:contact:sync', '{"id":1}', '2');
      await client('handlers').sadd('pending_batches:crm', 'acme');
      await client('expiry').setex('acme:EXPTRIGGER:remind:u:1', 600, '');
      const report = await copyToHashTags({
        from: { ...from, keys: { layout: 'python' } },
        to: { ...to, indexes: { tables: { orders: ['city'] } } },
        untilInSync: true,
      });
      expect(report).toMatchObject({ inSync: true, verification: { unknown: 0 } });

      const { users, handlers, tables, sharedState } = there.repositories;
      expect(await users.get('a:b')).toEqual({ name: 'Alice' });
      expect(await handlers.get('chat', 'u1')).toEqual({ step: 1 });
      expect((await tables.of('orders').list()).records).toEqual([{ id: 'a_b', record: { city: 'Lima' } }]);
      expect(await tables.of('orders').findByField('city', 'Lima')).toHaveLength(1);
      expect(await sharedState.of('u_1').list()).toEqual(['chat']);
      expect((await there.coordinator.pendingTenants('crm')).tenants).toEqual(['acme']);
      expect(await there.coordinator.removeFromPending('crm', 'acme')).toBe(false);
      const items = await there.batch.claim('crm', 'contact', 'sync');
      expect(items.map(({ value }) => value)).toEqual([{ id: 1 }, 2]);
      expect(await there.expiry.engine.takeOver('{acme}:EXPTRIGGER:remind:u%3A1')).toBe(true);
      expect(await there.expiry.triggers.get('remind', 'u:1')).toMatchObject({ state: 'scheduled' });
    } finally {
      await Promise.all([app.manager.close(), there.manager.close()]);
    }
  });

  it('follows the notifications of the source between two passes', async () => {
    const app = await openApp(from, NAMES, false);
    const there = await openApp(to, NAMES, 'tenant');
    const ended = new AbortController();
    try {
      await app.manager.client('default').config('SET', 'notify-keyspace-events', 'AE');
      const passes: CopyPassReport[] = [];
      const copying = copyToHashTags({
        from,
        to,
        pauseMs: 600_000,
        signal: ended.signal,
        onProgress: (pass) => passes.push(pass),
      });
      await expect.poll(() => passes.length).toBe(1);
      await app.repositories.users.upsert('u1', { city: 'Lima' });
      await expect.poll(async () => there.repositories.users.get('u1')).toEqual({ city: 'Lima' });
      await app.repositories.users.delete('u1');
      await expect.poll(async () => there.repositories.users.exists('u1')).toBe(false);
      expect(passes).toHaveLength(1);
      ended.abort();
      expect(await copying).toMatchObject({ inSync: true, copied: 1, removed: 1, passes: 2 });
    } finally {
      ended.abort();
      await app.manager.client('default').config('SET', 'notify-keyspace-events', '');
      await Promise.all([app.manager.close(), there.manager.close()]);
    }
  });

  it('makes the indexes that the source has, also those that nobody declares', async () => {
    const app = await openApp(from, NAMES, false);
    const there = await openApp(to, NAMES, 'tenant');
    try {
      for (let round = 0; round < 17; round++) await writeRound(app, round);
      // `to` declares no index: what the source's own index is of is learned.
      expect((await copyToHashTags({ from, to, untilInSync: true })).inSync).toBe(true);
      for (const app2 of [app, there]) {
        const found = await app2.repositories.users.findByField('city', 'Oslo', { limit: 100 });
        expect(found.length).toBeGreaterThan(2);
      }
      const index = there.repositories.keys.index(there.repositories.tenant, 'user', 'city');
      expect(await there.manager.client('user').zcard(index)).toBeGreaterThan(5);
    } finally {
      await Promise.all([app.manager.close(), there.manager.close()]);
    }
  });

  it('refuses a target without hash tag, without a pool, or that is the source', async () => {
    const pools = { own: source.url };
    const refused: ReadonlyArray<readonly [CoreModuleOptions, CoreModuleOptions, RegExp]> = [
      [from, { ...to, keys: {} }, /hashTag/],
      [{ ...from, pools }, to, /to\.pools: expected the pools of "from": own/],
      [from, { ...to, url: source.url }, /databases that "from" does not have/],
    ];
    for (const [one, other, message] of refused) {
      await expect(copyToHashTags({ from: one, to: other, untilInSync: true })).rejects.toThrow(message);
    }
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a pause of %d ms', async (pauseMs) => {
    // Aborted: a copy that takes it ends at once.
    const signal = AbortSignal.abort();
    await expect(copyToHashTags({ from, to, pauseMs, signal })).rejects.toThrow(/pauseMs: expected/);
  });

  it('writes nothing where it is ended before it has copied anything', async () => {
    const app = await openApp(from, NAMES, false);
    const there = await openApp(to, NAMES, 'tenant');
    try {
      await app.repositories.users.upsert('u1', { city: 'Lima' });
      await app.expiry.triggers.set('remind', 'u1', 3_600);
      const report = await copyToHashTags({ from, to, signal: AbortSignal.abort() });
      expect(report).toMatchObject({ inSync: false, copied: 0, removed: 0 });
      expect(report.verification.kinds).toMatchObject({
        user: { source: 1, equal: 0 },
        'scheduled trigger': { source: 1, equal: 0 },
      });
      const targets = (['user', 'expiry'] as const).map((alias) => there.manager.client(alias));
      expect(await snapshotOfKeys(targets, '*')).toEqual(new Map());
    } finally {
      await Promise.all([app.manager.close(), there.manager.close()]);
    }
  });

  it('is a command of the program', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'copy-'));
    const app = await openApp(from, NAMES, false);
    const lines: string[] = [];
    const io = { out: (line: string) => lines.push(line), err: () => undefined };
    const run = async (...args: string[]) =>
      runCli(['copy-hash-tags', ...args], [copyHashTagsCommand], { version: '0', io });
    try {
      await app.repositories.users.upsert('u1', { city: 'Lima' });
      const files = { from: join(folder, 'from.mjs'), to: join(folder, 'to.mjs') };
      await writeFile(files.from, `export default ${JSON.stringify({ url: source.url, namespace: 'app' })};`);
      await writeFile(
        files.to,
        `export default ${JSON.stringify({ url: target.url, namespace: 'app', keys: { hashTag: 'entity' } })};`,
      );
      expect(await run('--from', files.from, '--to', files.to, '--until-in-sync', '--pause', '0')).toBe(0);
      expect(lines).toContain('user: 1 of 1');
      expect(lines.at(-1)).toMatch(/^Source and target are the same: 1 copied/);
      expect(await run('--from', files.from)).toBe(2);
      expect(await run('--from', files.from, '--to', files.to, '--pause', 'x')).toBe(2);
    } finally {
      await app.manager.close();
      await rm(folder, { recursive: true });
    }
  });
});
