import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import {
  InvalidKeyPartError,
  KeyValueRepository,
  RedisConnectionManager,
  RedisModule,
  RedisTenants,
  STANDARD_POOL_DATABASES,
  TenantRepository,
  UserRepository,
  type RedisModuleOptions,
} from '@tenantry/redis';
import { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { snapshotOfKeys } from '../support/every-key.js';
import { uniqueName } from '../support/unique-name.js';
import { ALL_CALLS, REPOSITORY_CALLS, type RepositoryName } from './repository-calls.js';

const PASSWORD = 'tenant-password';

/** Ids that try to be more than an id. `undefined` marks those that are refused. */
const HOSTILE_IDS: ReadonlyArray<readonly [string, 'works' | 'refused']> = [
  ['a:b', 'works'],
  ['victim:user:u1', 'works'],
  ['*', 'works'],
  ['u?', 'works'],
  ['[a-z]*', 'works'],
  ['{victim}', 'works'],
  ['}{', 'works'],
  ['%3A', 'works'],
  ['%', 'works'],
  ['line\nbreak', 'works'],
  ['carriage\r\nDEL victim', 'works'],
  ['😀 ünïcode', 'works'],
  ['__proto__', 'works'],
  ['../victim', 'works'],
  ['', 'refused'],
  ['nul\0byte', 'refused'],
  ['lone \ud800 surrogate', 'refused'],
  ['x'.repeat(10_000), 'refused'],
];

/** How a call with a hostile id ended: refused with a typed 400, or something that must not happen. */
function fateOf(error: unknown): string {
  return error instanceof InvalidKeyPartError && error.statusCode === 400 ? 'refused' : String(error);
}

interface Topology {
  readonly name: string;
  readonly tenantPattern: (tenant: string) => string;
  readonly options: (user: string) => RedisModuleOptions;
  readonly admins: () => Array<Redis | Cluster>;
}

const standalone: Topology = {
  name: 'standalone',
  tenantPattern: (tenant) => `${tenant}:*`,
  options: (user) => ({
    url: inject('redisUrl').replace('redis://', `redis://${user}:${PASSWORD}@`),
    env: false,
  }),
  admins: () => Object.values(STANDARD_POOL_DATABASES).map((db) => new Redis(inject('redisUrl'), { db })),
};

const cluster: Topology = {
  name: 'cluster',
  tenantPattern: (tenant) => `{${tenant}}:*`,
  options: (user) => ({
    env: false,
    defaults: { topology: 'cluster', nodes: inject('clusterNodes'), username: user, password: PASSWORD },
  }),
  admins: () => [new Cluster([...inject('clusterNodes')])],
};

describe.each([standalone, cluster])('a tenant on $name', (topology) => {
  const attacker = uniqueName('attacker');
  const victim = uniqueName('victim');
  let app: INestApplicationContext;
  let admins: Array<Redis | Cluster>;

  const everyNode = () =>
    admins.flatMap((admin) => (admin instanceof Cluster ? admin.nodes('master') : [admin]));

  beforeAll(async () => {
    admins = topology.admins();
    await Promise.all(admins.map(async (admin) => admin.ping()));
    const rules = ['on', `>${PASSWORD}`, `~${topology.tenantPattern(attacker)}`, '&*', '+@all'];
    await Promise.all(everyNode().map(async (node) => node.call('ACL', 'SETUSER', attacker, ...rules)));
    app = await NestFactory.createApplicationContext(RedisModule.forRoot(topology.options(attacker)), {
      logger: ['error', 'warn'],
      abortOnError: false,
    });
    for (const admin of admins) {
      const prefix = topology.tenantPattern(victim).slice(0, -1);
      await admin.hset(`${prefix}user:u1`, 'name', 'precious');
      await admin.set(`${prefix}config`, 'precious');
      await admin.set(`${prefix}*`, 'precious');
    }
  });

  afterAll(async () => {
    await app.close();
    await Promise.all(everyNode().map(async (node) => node.call('ACL', 'DELUSER', attacker)));
    for (const admin of admins) admin.disconnect();
  });

  const ofVictim = async () => snapshotOfKeys(admins, topology.tenantPattern(victim));

  describe.each(HOSTILE_IDS)('with the id %j', (id, fate) => {
    it.each(ALL_CALLS)(`%s.%s touches only its own keys`, async (_repository, _method, call) => {
      const before = await ofVictim();
      // The server itself refuses any key outside the tenant: that would surface as another fate.
      const outcome = await call(app.get(RedisTenants).for(attacker), id).then(() => 'works', fateOf);
      expect(outcome).toBe(fate);
      expect(await ofVictim()).toEqual(before);
    });
  });

  it('reads back what it wrote under each hostile id, and nothing else', async () => {
    const { users } = app.get(RedisTenants).for(attacker);
    const working = HOSTILE_IDS.filter(([, fate]) => fate === 'works').map(([id]) => id);
    await Promise.all(working.map(async (id) => users.set(id, { id })));
    for (const id of working) expect(await users.get(id)).toEqual({ id });
  });

  it.each(ALL_CALLS)(
    'the server refuses %s.%s outside the tenant, so the checks above can fail',
    async (_repository, _method, call) => {
      const outcome = call(app.get(RedisTenants).for(victim), 'u1');
      await expect(outcome).rejects.toMatchObject({ code: 'COMMAND_REFUSED', details: { reply: 'NOPERM' } });
    },
  );

  it('pipelines and transactions of the manager are under the same rules', async () => {
    const manager = app.get(RedisConnectionManager);
    const prefix = topology.tenantPattern(victim).slice(0, -1);
    await expect(
      manager.transaction('default', (multi) => multi.set(`${prefix}config`, 'stolen')),
    ).rejects.toThrow(/NOPERM/);
    await expect(manager.pipeline('default', (pipeline) => pipeline.get(`${prefix}config`))).rejects.toThrow(
      /NOPERM/,
    );
  });
});

describe('the isolation suite', () => {
  const classes: Record<RepositoryName, typeof TenantRepository> = {
    users: UserRepository,
    keyValue: KeyValueRepository,
  };
  /** Members of the extension point, which are not calls of their own. */
  const PROTECTED = new Set([
    'constructor',
    'tenant',
    'client',
    'key',
    'execute',
    'executeRead',
    'afterFailedRead',
    'runtime',
  ]);
  const INTERNAL = new Set(['keyOf', 'defaultTtl', 'read', 'write']);

  it.each(Object.entries(classes))('covers every method of %s', (name, repositoryClass) => {
    const methods = new Set<string>();
    for (
      let prototype = repositoryClass.prototype as object;
      prototype !== Object.prototype;
      prototype = Object.getPrototypeOf(prototype) as object
    ) {
      for (const method of Object.getOwnPropertyNames(prototype)) {
        if (!PROTECTED.has(method) && !INTERNAL.has(method)) methods.add(method);
      }
    }
    expect(Object.keys(REPOSITORY_CALLS[name as RepositoryName]).toSorted()).toEqual([...methods].toSorted());
  });
});
