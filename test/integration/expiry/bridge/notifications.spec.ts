import { startCluster, startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { CoreModuleOptions } from '../../../../libs/redis/src/config/module-options.js';
import { parseTenantId } from '../../../../libs/redis/src/context/tenant-id.js';
import { startBridge, untilSwept, type BridgeProcess } from './bridge-fixture.js';
import { Claims } from './claims.js';

const SETTING = 'notify-keyspace-events';
const tenant = parseTenantId('acme');

/** A connection of an administrator. */
function admin({ url }: RedisServer): Redis {
  const client = new Redis(url, { protocol: 2, retryStrategy: () => null });
  onTestFinished(() => client.disconnect());
  return client;
}

async function flagsOf(server: RedisServer): Promise<string> {
  const [, flags] = (await admin(server).call('CONFIG', 'GET', SETTING)) as string[];
  return Array.from(flags ?? '')
    .toSorted()
    .join('');
}

/** Lets a key of another program expire. @returns whether it fires within a moment */
async function foreignKeyFires(bridge: BridgeProcess, timeoutMs = 5_000): Promise<boolean> {
  const key = bridge.keys.trigger(tenant, 'remind', 'u1');
  const claims = new Claims(bridge.engine, ['remind']);
  const client = bridge.client('expiry');
  await client.psetex(key, 30, 'x');
  return waitUntil(async () => (await client.exists(key)) === 0 && (await claims.take()) > 0, {
    timeoutMs,
  }).then(
    () => true,
    () => false,
  );
}

async function ownTriggerFires(bridge: BridgeProcess): Promise<void> {
  const claims = new Claims(bridge.engine, ['own']);
  await bridge.engine.schedule([{ tenant, action: 'own', identifier: 'u1', when: { delayMs: 20 } }]);
  await waitUntil(async () => (await claims.take()) === 1);
}

describe('keyspace notifications', () => {
  const servers: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map(async (server) => server.stop()));
  });

  async function start(options: Parameters<typeof startRedis>[0]): Promise<RedisServer> {
    const server = await startRedis(options);
    servers.push(server);
    return server;
  }
  const bridgeTo = async (
    { url }: { readonly url: string },
    expiry: Parameters<typeof startBridge>[0]['expiry'] = {},
    redis: CoreModuleOptions = {},
  ): Promise<BridgeProcess> => startBridge({ redis: { url, ...redis }, namespace: 'app', expiry });

  it('are switched on by adding what is missing: nothing is removed', async () => {
    const server = await start({ config: [`${SETTING} Kg`] });
    const bridges = await Promise.all([1, 2, 3, 4].map(async () => bridgeTo(server)));
    await expect.poll(async () => flagsOf(server)).toBe('EKgx');
    for (const bridge of bridges) expect(await foreignKeyFires(bridge)).toBe(true);
    expect(bridges.flatMap(({ log }) => log.messages(/./, 'warn'))).toEqual([]);
  });

  it('are left as they are where nothing is missing', async () => {
    const server = await start({ config: [`${SETTING} KEA`] });
    const bridge = await bridgeTo(server);
    expect(await foreignKeyFires(bridge)).toBe(true);
    expect(await flagsOf(server)).toBe('AEK');
  });

  it('may be asked to contain more', async () => {
    const server = await start({});
    await bridgeTo(server, { flags: 'Kn' });
    await expect.poll(async () => flagsOf(server)).toBe('EKnx');
  });

  it('are switched on at every master of a cluster', async () => {
    const cluster = await startCluster();
    servers.push(cluster);
    const nodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
    await bridgeTo({ url: '' }, {}, { url: undefined, defaults: { topology: 'cluster', nodes } });
    for (const node of cluster.nodes) await expect.poll(async () => flagsOf(node)).toBe('Ex');
  });

  describe.each([
    ['CONFIG was renamed', { config: ['rename-command CONFIG ""'] }, '', /unknown command/],
    [
      'the user has no CONFIG',
      { config: ['user app on >secret ~* &* +@all -config'] },
      'app:secret@',
      /NOPERM/,
    ],
    [
      'the user may only read it',
      { config: ['user app on >secret ~* &* +@all -config|set'] },
      'app:secret@',
      /NOPERM/,
    ],
  ])('where %s', (_case, options, credentials, reason) => {
    const urlOf = ({ url }: RedisServer): { url: string } => ({ url: url.replace('//', `//${credentials}`) });

    it('are not missed by own triggers, and one warning says what to do', async () => {
      const server = await start(options);
      const bridge = await bridgeTo(urlOf(server));
      await expect.poll(() => bridge.log.messages(/./, 'warn'), { timeout: 5_000 }).toHaveLength(1);
      const [warning] = bridge.log.entries.filter(({ level }) => level === 'warn');
      expect(warning?.message).toMatch(reason);
      expect(warning?.message).toContain('CONFIG SET notify-keyspace-events Ex');
      expect(warning?.fields).toMatchObject({ alias: 'expiry', db: 8, flags: 'Ex' });
      expect(warning?.message).not.toContain('secret');
      await ownTriggerFires(bridge);
      // Its sweep would find the key without any notification.
      await untilSwept([bridge]);
      expect(await foreignKeyFires(bridge, 500)).toBe(false);
      expect(bridge.log.messages(/./, 'error')).toEqual([]);
    });

    it('are found to be on by a trial, if somebody has switched them on', async () => {
      const server = await start({ ...options, config: [...options.config, `${SETTING} Ex`] });
      const bridge = await bridgeTo(urlOf(server));
      expect(await foreignKeyFires(bridge)).toBe(true);
      await expect.poll(() => bridge.log.messages(/^Sweep/)).toHaveLength(1);
      expect(bridge.log.messages(/./, 'warn')).toEqual([]);
    });
  });

  it('that may not be subscribed to are told of, with the channel', async () => {
    const server = await start({ users: ['app on >secret ~* resetchannels &{exp:* +@all'] });
    const bridge = await bridgeTo({ url: server.url.replace('//', '//app:secret@') });
    await expect.poll(() => bridge.log.messages(/&__keyevent@8__:expired/, 'warn')).toHaveLength(1);
    await ownTriggerFires(bridge);
  });

  it('are listened to without a question if they are assumed', async () => {
    const server = await start({ config: [`${SETTING} Ex`] });
    const commands = admin(server);
    const before = await commands.info('commandstats');
    const bridge = await bridgeTo(server, { notifications: 'assume' });
    expect(await foreignKeyFires(bridge)).toBe(true);
    expect(before).not.toContain('cmdstat_config');
    expect(await commands.info('commandstats')).not.toContain('cmdstat_config');
  });

  it('are neither asked about nor listened to if they are off', async () => {
    const server = await start({});
    const bridge = await bridgeTo(server, { notifications: 'off' });
    await ownTriggerFires(bridge);
    const stats = await admin(server).info('commandstats');
    expect(stats).not.toContain('cmdstat_config');
    expect(stats).not.toContain('cmdstat_scan');
    expect(String(await admin(server).call('CLIENT', 'LIST'))).not.toContain('keyspace');
    expect(bridge.log.entries).toEqual([]);
  });

  it('are not the business of a process that only schedules', async () => {
    const server = await start({});
    const bridge = await bridgeTo(server, { worker: false });
    expect(String(await admin(server).call('CLIENT', 'LIST'))).not.toContain('keyspace');
    expect(bridge.log.entries).toEqual([]);
  });
});
