import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { inspect } from 'node:util';
import { Redis } from 'ioredis';
import { FaultProxy, startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import type { CoreModuleOptions } from '../../../libs/redis/src/config/module-options.js';
import { PoolStartupError } from '../../../libs/redis/src/connections/pool.errors.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { connect } from '../../support/topologies.js';

const SECRET = 's3cr3t-password';

/** The error of a start that has to fail, checked not to give the password away in any form. */
async function failureOf(options: CoreModuleOptions): Promise<PoolStartupError> {
  const outcome = await connect(options).then(
    async (manager) => {
      await manager.close();
      return undefined;
    },
    (error: unknown) => error,
  );
  if (!(outcome instanceof PoolStartupError))
    throw new Error('expected a PoolStartupError', { cause: outcome });
  if (inspect(outcome, { depth: 10 }).includes(SECRET))
    throw new Error(`leaks the password: ${outcome.message}`);
  return outcome;
}

describe('starting', () => {
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
      /the cluster of 127\.0\.0\.1:1 .*defaults/,
    ],
    [
      'sentinel',
      {
        defaults: {
          topology: 'sentinel',
          sentinels: [{ host: '127.0.0.1', port: 1 }],
          name: 'main',
          sentinelPassword: SECRET,
          connectTimeoutMs: 100,
        },
      },
      /"main" of the Sentinels 127\.0\.0\.1:1 .*All sentinels are unreachable/,
    ],
  ])('names a %s that is absent', async (_what, options, message) => {
    expect((await failureOf(options)).message).toMatch(message);
  });

  it('names a server that speaks no TLS', async () => {
    const { host } = new URL(inject('redisUrl'));
    const failure = await failureOf({ url: `rediss://${host}`, defaults: { connectTimeoutMs: 500 } });
    expect(failure.message).toMatch(/TLS/);
  });

  it('names a server that has no such database', async () => {
    const failure = await failureOf({ url: inject('redisUrl'), pools: { user: { db: 20_000 } } });
    expect(failure.message).toMatch(/Pool "user".*DB index is out of range.*set `db`/);
  });

  it('names a cluster that is taken for a single server', async () => {
    const [{ host, port } = { host: '', port: 0 }] = inject('clusterNodes');
    const failure = await failureOf({ url: `redis://${host}:${port}` });
    expect(failure.message).toMatch(/SELECT is not allowed.*topology: "cluster"/);
  });

  it('asks in vain for a cluster from a single server', async () => {
    const { hostname, port } = new URL(inject('redisUrl'));
    const failure = await failureOf({
      defaults: { topology: 'cluster', nodes: [{ host: hostname, port: Number(port) }] },
    });
    expect(failure.message).toMatch(/cluster support disabled/);
  });
});

describe('starting against a server that says nothing', () => {
  let silent: Server;
  let port: number;

  beforeAll(async () => {
    silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  afterAll(() => void silent.close());

  it.each<[string, CoreModuleOptions]>([
    ['standalone', { url: 'redis://127.0.0.1' }],
    ['TLS', { url: 'rediss://127.0.0.1' }],
    ['cluster', { defaults: { topology: 'cluster', nodes: ['redis://127.0.0.1'] } }],
  ])('gives up in time: %s', async (_what, options) => {
    const text = JSON.stringify(options).replace('127.0.0.1', `127.0.0.1:${port}`);
    const parsed: CoreModuleOptions = JSON.parse(text);
    const before = performance.now();
    const failure = await failureOf({
      ...parsed,
      defaults: Object.assign({}, parsed.defaults, { connectTimeoutMs: 300, commandTimeoutMs: 300 }),
    });
    expect(performance.now() - before).toBeLessThan(2_500);
    expect(failure.message).toMatch(/127\.0\.0\.1/);
  });
});

describe('starting with a password', () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await startRedis({ requirepass: SECRET, users: [`app on >${SECRET}2 ~* +@all`] });
  });
  afterAll(async () => server.stop());

  it('works with that of the default user and with those of others', async () => {
    for (const credentials of [`:${SECRET}`, `app:${SECRET}2`]) {
      const manager = await connect({ url: `redis://${credentials}@127.0.0.1:${server.port}` });
      expect(await manager.client('user').ping()).toBe('PONG');
      await manager.close();
    }
  });

  it.each<[string, string, RegExp]>([
    ['a wrong password', `:${SECRET}-wrong@`, /WRONGPASS.*Check user name and password/],
    ['an unknown user', `nobody:${SECRET}@`, /WRONGPASS/],
    ['no password', '', /NOAUTH.*The server asks for a password/],
  ])('says so after %s', async (_what, credentials, message) => {
    const failure = await failureOf({ url: `redis://${credentials}127.0.0.1:${server.port}` });
    expect(failure.message).toMatch(message);
  });
});

describe('a start that fails', () => {
  let proxy: FaultProxy;

  beforeEach(async () => {
    const { hostname, port } = new URL(inject('redisUrl'));
    proxy = new FaultProxy({ host: hostname, port: Number(port) });
    await proxy.listen();
  });
  afterEach(async () => proxy.close());

  it('leaves no connection behind', async () => {
    const failure = await failureOf({ url: proxy.url, pools: { analytics: 'redis://127.0.0.1:1' } });
    expect(failure.details.pool).toBe('analytics');
    await waitUntil(() => proxy.openConnections === 0);
    const { connections } = proxy.counters;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(proxy.counters.connections).toBe(connections);
  });
});

describe('a server that is loading its data', () => {
  it('is waited for', async () => {
    const slowLoading = ['save 3600 1', 'key-load-delay 1000', 'loading-process-events-interval-bytes 1024'];
    const server = await startRedis({ config: slowLoading });
    try {
      const filling = await connect({ url: server.url });
      await filling.pipeline('default', (batch) => {
        for (let key = 0; key < 2_000; key += 1) batch.set(`key:${key}`, 'x'.repeat(100));
      });
      await filling.close();
      await server.restart();
      const impatient = new Redis(server.url, { enableReadyCheck: false });
      await expect(impatient.get('key:1')).rejects.toThrow(/LOADING/);
      impatient.disconnect();
      const manager = await connect({ url: server.url });
      expect(await manager.client('default').dbsize()).toBe(2_000);
      await manager.close();
    } finally {
      await server.stop();
    }
  });
});
