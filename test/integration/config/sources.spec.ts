import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { PoolAlias } from '../../../libs/redis/src/common/pool-alias.js';
import { InvalidConfigurationError } from '../../../libs/redis/src/config/configuration.errors.js';
import type { CoreModuleOptions } from '../../../libs/redis/src/config/module-options.js';
import type { RedisAddress } from '../../../libs/redis/src/config/pool-options.js';
import { ConsulRegistry } from '../../../libs/redis/src/config/registry/consul.registry.js';
import { DnsSrvRegistry } from '../../../libs/redis/src/config/registry/dns-srv.registry.js';
import { ServiceLookupError } from '../../../libs/redis/src/config/registry/service-registry.errors.js';
import type { ServiceRegistry } from '../../../libs/redis/src/config/registry/service-registry.js';
import { StaticRegistry } from '../../../libs/redis/src/config/registry/static.registry.js';
import { loadConfig, resolveConfig } from '../../../libs/redis/src/config/resolve-config.js';
import { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { silentLogger } from '../../support/silent-logger.js';
import { topologies } from '../../support/topologies.js';
import { ConsulServer, instance } from './consul-server.js';
import { DnsServer } from './dns-server.js';

const SERVICE = '_redis._tcp.example.test';

/** Counts what it is asked. */
class CountingRegistry implements ServiceRegistry {
  readonly name = 'counting';
  readonly asked: string[] = [];

  constructor(private readonly answer: () => Promise<readonly RedisAddress[]>) {}

  async resolve(service: string): Promise<readonly RedisAddress[]> {
    this.asked.push(service);
    return this.answer();
  }
}

async function connect(options: CoreModuleOptions): Promise<RedisConnectionManager> {
  const config = await loadConfig({ env: false, configFile: false, ...options });
  const manager = new RedisConnectionManager(config, silentLogger);
  await manager.connect();
  return manager;
}

/** Text of CLIENT INFO of each pool that is asked for. */
async function infoOf(options: CoreModuleOptions, alias: PoolAlias | 'prompts'): Promise<string> {
  const manager = await connect(options);
  try {
    return String(await manager.client(alias as PoolAlias).call('CLIENT', ['INFO']));
  } finally {
    await manager.close();
  }
}

function redisAddress(): RedisAddress {
  const { hostname, port } = new URL(inject('redisUrl'));
  return { host: hostname, port: Number(port) };
}

describe.each(topologies)('the YAML file on $name', ({ clustered }) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenantry-sources-'));
  });
  afterAll(async () => rm(folder, { recursive: true }));

  it('connects the databases it names', async () => {
    const { host, port } = redisAddress();
    const server = clustered
      ? { topology: 'cluster', nodes: inject('clusterNodes') }
      : { host, port, socket_keepalive: true };
    const configFile = join(folder, 'databases.yaml');
    await writeFile(
      configFile,
      JSON.stringify({ databases: { main: server, prompts: clustered ? server : { ...server, db: 2 } } }),
    );
    const info = await infoOf({ configFile, appName: 'yaml-test' }, 'prompts');
    expect(info).toMatch(clustered ? / db=0 / : / db=2 /);
    expect(info).toContain(' name=yaml-test:prompts ');
  });
});

describe('a service registry', () => {
  let dns: DnsServer;
  let consul: ConsulServer;
  beforeEach(async () => {
    dns = await DnsServer.start();
    consul = await ConsulServer.start();
  });
  afterEach(async () => {
    await dns.close();
    await consul.close();
  });

  it.each<[string, () => ServiceRegistry]>([
    ['written down', () => new StaticRegistry({ [SERVICE]: [redisAddress()] })],
    [
      'DNS',
      () => {
        const { port } = redisAddress();
        dns.srv.set(SERVICE, [{ priority: 1, weight: 1, port, target: 'redis.test' }]);
        dns.addresses.set('redis.test', '127.0.0.1');
        return new DnsSrvRegistry({ servers: [dns.address] });
      },
    ],
    [
      'Consul',
      () => {
        const { host, port } = redisAddress();
        consul.answer([instance(host, { port })]);
        return new ConsulRegistry({ url: consul.url });
      },
    ],
  ])('(%s) names the server of the standard pools and of own ones', async (_, registry) => {
    const services = { default: SERVICE, prompts: { service: SERVICE, db: 2 } };
    const options = { registry: { from: registry(), services } };
    expect(await infoOf(options, 'user')).toMatch(/ db=11 /);
    expect(await infoOf(options, 'prompts')).toMatch(/ db=2 /);
  });

  it('names the first nodes of a cluster', async () => {
    const from = new StaticRegistry({ nodes: inject('clusterNodes') });
    const options = {
      registry: { from, services: { default: { service: 'nodes', topology: 'cluster' } } },
    } as const;
    expect(await infoOf(options, 'user')).toMatch(/ db=0 /);
  });

  it('is asked once for each service, and only for pools whose server nobody else names', async () => {
    const from = new CountingRegistry(async () => [redisAddress()]);
    const services = {
      user: 'users',
      main: 'shared',
      cache: 'shared',
      jobs: { service: 'jobs', password: 'pw' },
    };
    const url = `redis://127.0.0.1:${redisAddress().port}`;
    const env = { REDIS_JOBS_URL: url, REDIS_USER_URL: url };
    const config = await loadConfig({ configFile: false, env, registry: { from, services } });
    expect(from.asked).toEqual(['shared']);
    expect(config.pools.get('jobs')).toMatchObject({
      origin: 'environment: REDIS_JOBS_URL',
      password: undefined,
    });
    expect(config.pools.get('cache')).toMatchObject({ origin: 'registry counting: shared' });
  });

  it('is not asked at all where one server is named for all pools', async () => {
    const from = new CountingRegistry(async () => Promise.reject(new Error('down')));
    const services = { default: 'redis', main: 'redis' };
    const config = await loadConfig({
      configFile: false,
      env: { REDIS_URL: 'redis://a' },
      registry: { from, services },
    });
    expect(from.asked).toEqual([]);
    expect(config.pools.get('main')).toMatchObject({ endpoint: { host: 'a' } });
  });

  it('fails the start if it fails, naming itself and the service', async () => {
    const from = new CountingRegistry(async () => Promise.reject(new Error('the wire is cut')));
    const failure = connect({ registry: { from, services: { default: 'redis' } } });
    await expect(failure).rejects.toThrow(ServiceLookupError);
    await expect(failure).rejects.toThrow(
      'The service "redis" could not be found in registry "counting": the wire is cut.',
    );
  });

  it('cannot keep the start waiting, even if it does not heed the signal', async () => {
    const from = new CountingRegistry(async () => new Promise(() => {}));
    const options = { registry: { from, services: { default: 'redis' }, timeoutMs: 50 } };
    await expect(connect(options)).rejects.toThrow('there was no answer within 50 ms');
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no list', { host: 'a', port: 1 }],
    ['an empty list', []],
    ['a text', ['a:6379']],
    ['a host with a user', [{ host: 'user@a', port: 6379 }]],
    ['a port as text', [{ host: 'a', port: '6379' }]],
  ])('is not believed if it answers %s', async (_, answer) => {
    const from = new CountingRegistry(async () => answer as RedisAddress[]);
    await expect(connect({ registry: { from, services: { default: 'redis' } } })).rejects.toThrow(
      ServiceLookupError,
    );
  });

  it('is not asked for a configuration that is wrong in any case', async () => {
    const from = new CountingRegistry(async () => [redisAddress()]);
    const services = { default: { service: 'redis', port: 1, commandTimeoutMs: 0 }, 'a b': 'x', main: '' };
    const options = { registry: { from, services, timeoutMs: 0 } } as unknown as CoreModuleOptions;
    const failure = (await loadConfig({ env: false, ...options }).catch((error: unknown) => error)) as Error;
    expect(failure).toBeInstanceOf(InvalidConfigurationError);
    for (const line of [
      'registry.services.default.port: expected nothing, because the registry says it',
      'registry.services.a b: expected an alias',
      'registry.services.main: expected the name of a service, got empty text',
      'registry.timeoutMs: expected an integer from 1 to 600000, got 0',
    ]) {
      expect(failure.message).toContain(line);
    }
    expect(from.asked).toEqual([]);
  });

  it('is refused where the configuration is needed at once', () => {
    const from = new StaticRegistry({});
    expect(() => resolveConfig({ env: false, registry: { from, services: {} } })).toThrow(
      'registry: expected none where the configuration is needed at once (options)',
    );
  });
});
