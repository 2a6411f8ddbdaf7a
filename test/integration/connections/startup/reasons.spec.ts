import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import type { CoreModuleOptions } from '../../../../libs/redis/src/config/module-options.js';
import { resolveConfig } from '../../../../libs/redis/src/config/resolve-config.js';
import { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { RecordingLogger } from '../../../support/recording-logger.js';
import { connect } from '../../../support/topologies.js';
import { failureOf, QUICK_ATTEMPTS, SECRET } from './failing-start.js';

describe('a start that fails', () => {
  it('names pool, address and origin of a server that is absent', async () => {
    const failure = await failureOf({ url: `redis://:${SECRET}@127.0.0.1:1` });
    expect(failure.message).toMatch(
      /^Pool "[a-z_]+" could not connect to 127\.0\.0\.1:1 \(from options: url\): connect ECONNREFUSED 127\.0\.0\.1:1\. Is Redis running there\?$/,
    );
    expect(failure).toMatchObject({ code: 'POOL_STARTUP_FAILED', details: { address: '127.0.0.1:1' } });
  });

  it.each<[string, CoreModuleOptions, RegExp]>([
    ['host', { url: 'redis://no-such-host.invalid' }, /no-such-host\.invalid:6379.*Is the host name right/],
    ['socket', { url: 'unix:///no/such.sock' }, /\/no\/such\.sock.*ENOENT/],
    [
      'cluster',
      { defaults: { topology: 'cluster', nodes: [{ host: '127.0.0.1', port: 1 }], password: SECRET } },
      /the cluster of 127\.0\.0\.1:1 .*defaults.*none of them.*Is Redis running there/,
    ],
    [
      'host of a cluster',
      { defaults: { topology: 'cluster', nodes: [{ host: 'no-such-host.invalid', port: 1 }] } },
      /the cluster of no-such-host\.invalid:1 .*Is the host name right/,
    ],
  ])('names a %s that is absent', async (_what, options, message) => {
    expect((await failureOf(options)).message).toMatch(message);
  });

  it('names a server that has no such database', async () => {
    const failure = await failureOf({
      url: inject('redisUrl'),
      pools: { user: { db: 20_000 } },
      defaults: QUICK_ATTEMPTS,
    });
    expect(failure.message).toMatch(/Pool "user".*DB index is out of range.*set `db`/);
    expect(failure.details).toMatchObject({ attempts: 1 });
  });

  it('names a cluster that is taken for a single server', async () => {
    const [{ host, port } = { host: '', port: 0 }] = inject('clusterNodes');
    const failure = await failureOf({ url: `redis://${host}:${port}`, defaults: QUICK_ATTEMPTS });
    expect(failure.message).toMatch(/SELECT is not allowed.*topology: "cluster"/);
    expect(failure.details).toMatchObject({ attempts: 1 });
  });

  it('asks in vain for a cluster from a single server', async () => {
    const { hostname, port } = new URL(inject('redisUrl'));
    const failure = await failureOf({
      defaults: {
        topology: 'cluster',
        nodes: [{ host: hostname, port: Number(port) }],
        ...QUICK_ATTEMPTS,
      },
    });
    expect(failure.message).toMatch(/cluster support disabled.*single server/);
    expect(failure.details).toMatchObject({ attempts: 1 });
  });

  it('says how often it was tried', async () => {
    const failure = await failureOf({ url: 'redis://127.0.0.1:1', defaults: QUICK_ATTEMPTS });
    expect(failure.message).toMatch(/Is Redis running there\? It was tried 3 times in 0\.[01] s\.$/);
  });
});

describe('a start at a server that is no Redis', () => {
  const servers: Server[] = [];

  async function listen(server: Server): Promise<number> {
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }
  afterAll(() => servers.forEach((server) => server.close()));

  it('names an HTTP server, at once', async () => {
    const port = await listen(createHttpServer((_request, response) => response.end('hello')));
    const failure = await failureOf({ url: `redis://127.0.0.1:${port}`, defaults: QUICK_ATTEMPTS });
    expect(failure.message).toMatch(/An HTTP server answers at this address: check host and port\.$/);
    expect(failure.details).toMatchObject({ attempts: 1 });
  });

  it('names any other', async () => {
    const port = await listen(createServer((socket) => socket.end('220 mail.example.com ESMTP\r\n')));
    const failure = await failureOf({ url: `redis://127.0.0.1:${port}`, defaults: QUICK_ATTEMPTS });
    expect(failure.message).toMatch(/Something that is not Redis answers at this address/);
  });

  it('names one that hangs up', async () => {
    const port = await listen(createServer((socket) => socket.on('error', () => undefined).end()));
    const failure = await failureOf({ url: `redis://127.0.0.1:${port}` });
    expect(failure.message).toMatch(/(closed|ECONNRESET)\. It hangs up: if it speaks TLS, use rediss:/);
  });
});

describe('a start with credentials', () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await startRedis({
      requirepass: SECRET,
      users: [
        `app on >${SECRET}2 ~* +@all`,
        `mute on >${SECRET}3 ~* +@all -ping`,
        `blind on >${SECRET}4 ~* +@all -info`,
        `fixed on >${SECRET}5 ~* +@all -select`,
        `off off >${SECRET}6 ~* +@all`,
      ],
    });
  });
  afterAll(async () => server.stop());

  it('works with those of the default user and with those of others', async () => {
    for (const credentials of [`:${SECRET}`, `app:${SECRET}2`]) {
      const manager = await connect({ url: `redis://${credentials}@127.0.0.1:${server.port}` });
      expect(await manager.client('user').ping()).toBe('PONG');
      await manager.close();
    }
  });

  it.each<[string, string, RegExp]>([
    ['a wrong password', `:${SECRET}-wrong@`, /WRONGPASS.*Check user name and password/],
    ['an unknown user', `nobody:${SECRET}@`, /WRONGPASS/],
    ['a user who is off', `off:${SECRET}6@`, /WRONGPASS.*the user is on/],
    ['no password', '', /NOAUTH.*The server asks for a password/],
    ['no permission for PING', `mute:${SECRET}3@`, /NOPERM.*ACL SETUSER <user> \+ping\.$/],
    ['no permission for SELECT', `fixed:${SECRET}5@`, /NOPERM.*ACL SETUSER <user> \+select\.$/],
  ])('says so, after one attempt, with %s', async (_what, credentials, message) => {
    const failure = await failureOf({
      url: `redis://${credentials}127.0.0.1:${server.port}`,
      defaults: QUICK_ATTEMPTS,
    });
    expect(failure.message).toMatch(message);
    expect(failure.details).toMatchObject({ attempts: 1 });
  });

  it('needs no permission for INFO, but says in the log what is missing', async () => {
    const log = new RecordingLogger();
    const url = `redis://blind:${SECRET}4@127.0.0.1:${server.port}`;
    const manager = new RedisConnectionManager(resolveConfig({ env: false, url }), log);
    await manager.connect();
    const line = expect.stringMatching(/ACL user of pool "user" may not run INFO.* \+info\.$/);
    await expect.poll(() => log.warnings).toContainEqual(line);
    expect(log.warnings.join()).not.toContain(SECRET);
    expect(await manager.client('user').ping()).toBe('PONG');
    expect(manager.client('user').scriptShebang).toBe(true);
    await manager.close();
  });
});

describe('a start at a server that cannot work', () => {
  let server: RedisServer;
  let admin: Redis;

  beforeAll(async () => {
    server = await startRedis({ config: ['busy-reply-threshold 50', 'replica-serve-stale-data no'] });
    admin = new Redis(server.url);
  });
  afterAll(async () => {
    admin.disconnect();
    await server.stop();
  });

  it('names a replica without its primary, and tries again', async () => {
    await admin.call('REPLICAOF', '127.0.0.1', '1');
    try {
      const failure = await failureOf({ url: server.url, defaults: QUICK_ATTEMPTS });
      expect(failure.message).toMatch(/MASTERDOWN.*It is a replica that has lost its primary.*tried 3 times/);
    } finally {
      await admin.call('REPLICAOF', 'NO', 'ONE');
    }
  });

  it('names a script that does not end, and tries again', async () => {
    const script = admin.eval('while true do end', 0).catch((error: unknown) => String(error));
    const killer = new Redis(server.url, { enableReadyCheck: false });
    try {
      const failure = await failureOf({
        url: server.url,
        defaults: { ...QUICK_ATTEMPTS, startupMinDelayMs: 100, startupMaxDelayMs: 200 },
      });
      expect(failure.message).toMatch(/BUSY.*SCRIPT KILL.*tried 3 times/);
    } finally {
      await killer.call('SCRIPT', 'KILL');
      killer.disconnect();
    }
    expect(await script).toMatch(/killed/);
  });
});
