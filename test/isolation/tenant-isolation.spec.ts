import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import {
  InvalidKeyPartError,
  RedisConnectionManager,
  RedisModule,
  RedisTenants,
  STANDARD_POOL_DATABASES,
  type RedisModuleOptions,
} from '@tenantry/redis';
import { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { snapshotOfKeys } from '../support/key-snapshot.js';
import { uniqueName } from '../support/unique-name.js';
import { ALL_CALLS, CALLS_ON_SHARED_KEYS, CALLS_WITHOUT_ID, INDEXED_FIELDS } from './repository-calls.js';

const PASSWORD = 'tenant-password';

/** Keys without a tenant that repositories write: which tenants have items in queues, and the schedule of triggers. */
const SYSTEM_KEYS = ['pending_batches:*', '{exp:*', 'exp:*'];

/** Channels without a tenant that the module uses: nudges of workers. */
const SYSTEM_CHANNELS = ['{exp:*'];

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
  /** Keys of a tenant. */
  readonly tenantPattern: (tenant: string) => string;
  readonly channelPattern: (tenant: string) => string;
  /** One of them, of words without special characters. */
  readonly keyOf: (tenant: string, words: string) => string;
  readonly options: (user: string) => RedisModuleOptions;
  readonly admins: () => Array<Redis | Cluster>;
}

const standalone: Topology = {
  name: 'standalone',
  tenantPattern: (tenant) => `${tenant}:*`,
  channelPattern: (tenant) => `${tenant}:*`,
  keyOf: (tenant, words) => `${tenant}:${words}`,
  options: (user) => ({
    url: inject('redisUrl').replace('redis://', `redis://${user}:${PASSWORD}@`),
    env: false,
  }),
  admins: () => Object.values(STANDARD_POOL_DATABASES).map((db) => new Redis(inject('redisUrl'), { db })),
};

const cluster: Topology = {
  name: 'cluster',
  tenantPattern: (tenant) => `{${tenant}}:*`,
  channelPattern: (tenant) => `{${tenant}}:*`,
  keyOf: (tenant, words) => `{${tenant}}:${words}`,
  options: (user) => ({
    env: false,
    defaults: { topology: 'cluster', nodes: inject('clusterNodes'), username: user, password: PASSWORD },
  }),
  admins: () => [new Cluster([...inject('clusterNodes')])],
};

const entityTags: Topology = {
  ...cluster,
  name: 'cluster with a hash tag per entity',
  tenantPattern: (tenant) => `{${tenant}:*`,
  keyOf: (tenant, words) => `{${tenant}:${words}}`,
  options: (user) => ({ ...cluster.options(user), keys: { hashTag: 'entity' } }),
};

describe.each([standalone, cluster, entityTags])('a tenant on $name', (topology) => {
  const attacker = uniqueName('attacker');
  const victim = uniqueName('victim');
  let app: INestApplicationContext;
  let admins: Array<Redis | Cluster>;

  const everyNode = () =>
    admins.flatMap((admin) => (admin instanceof Cluster ? admin.nodes('master') : [admin]));

  beforeAll(async () => {
    admins = topology.admins();
    await Promise.all(admins.map(async (admin) => admin.ping()));
    const keys = [topology.tenantPattern(attacker), ...SYSTEM_KEYS].map((pattern) => `~${pattern}`);
    const channels = [topology.channelPattern(attacker), ...SYSTEM_CHANNELS].map((pattern) => `&${pattern}`);
    const rules = ['on', `>${PASSWORD}`, ...keys, 'resetchannels', ...channels, '+@all'];
    await Promise.all(everyNode().map(async (node) => node.call('ACL', 'SETUSER', attacker, ...rules)));
    const options = { ...topology.options(attacker), indexes: INDEXED_FIELDS };
    app = await NestFactory.createApplicationContext(RedisModule.forRoot(options), {
      logger: ['error', 'warn'],
      abortOnError: false,
    });
    for (const admin of admins) {
      const keyOf = (words: string) => topology.keyOf(victim, words);
      for (const hash of ['user:u1', 'user:*', 'state:chat:u1', 'df:*:pkid:*', 'SS:chat:u1', 'SS:*:*']) {
        await admin.hset(keyOf(hash), 'name', 'precious');
      }
      await admin.zadd(keyOf('idx:df'), 0, '*\0*:pkid:*');
      await admin.zadd(keyOf('idx:SS'), 0, 'u1\0chat:u1');
      await admin.set(keyOf('config'), 'precious');
      await admin.set(keyOf('*'), 'precious');
    }
  });

  afterAll(async () => {
    await app.close();
    await Promise.all(everyNode().map(async (node) => node.call('ACL', 'DELUSER', attacker)));
    for (const admin of admins) admin.disconnect();
  });

  const ofVictim = async () => snapshotOfKeys(admins, topology.tenantPattern(victim));

  it.each(HOSTILE_IDS)('with the id %j touches only its own keys, whatever it calls', async (id, fate) => {
    const before = await ofVictim();
    const fates: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const [name, call] of ALL_CALLS) {
      // The server itself refuses any key outside the tenant: that would surface as another fate.
      fates[name] = await call(app.get(RedisTenants).for(attacker), id).then(() => 'works', fateOf);
      expected[name] = CALLS_WITHOUT_ID.has(name) ? 'works' : fate;
    }
    expect(fates).toEqual(expected);
    expect(await ofVictim()).toEqual(before);
  });

  it('reads back what it wrote under each hostile id, and nothing else', async () => {
    const { users, handlers, tables, sharedState } = app.get(RedisTenants).for(attacker);
    const ids = HOSTILE_IDS.filter(([, fate]) => fate === 'works').map(([id]) => id);
    for (const id of ids) {
      await users.set(id, { id });
      await handlers.set(id, id, { id });
      await tables.set(id, id, { id });
      await sharedState.of(id).set(id, { id });
    }
    for (const id of ids) {
      const found = [{ id, record: { id } }];
      expect(await users.get(id)).toEqual({ id });
      expect(await users.findByField('id', id, { scan: true, limit: 9 })).toEqual(found);
      expect(await handlers.named(id).findByField('id', id, { scan: true, limit: 9 })).toEqual(found);
      expect(await tables.of(id).list()).toEqual({ records: found, cursor: null });
      expect(await tables.of(id).findByField('id', id, { scan: true, limit: 9 })).toEqual(found);
      expect(await sharedState.of(id).list()).toEqual([id]);
    }
    for (const id of ids) {
      expect(await tables.deleteAllByPkid(id)).toBe(1);
      expect(await sharedState.of(id).clearAll()).toBe(1);
    }
  });

  it('finds with an index under the same rules', async () => {
    const { users, handlers, tables, sharedState } = app.get(RedisTenants).for(attacker);
    const rows = tables.of('products', { indexes: ['name'] });
    const record = { name: 'precious' };
    await users.set('a:b', record);
    await handlers.set('chat', 'a:b', record);
    await rows.set('a:b', record);
    await sharedState.of('a:b').set('chat', record);
    const found = [{ id: 'a:b', record }];
    const options = { limit: 10 };
    expect(await users.findByField('name', 'precious', options)).toEqual(found);
    expect(await handlers.named('chat').findByField('name', 'precious', options)).toEqual(found);
    expect(await rows.findByField('name', 'precious', options)).toEqual(found);
    expect(await sharedState.named('chat').findByField('name', 'precious', options)).toEqual(found);
  });

  it.each([...ALL_CALLS].filter(([name]) => !CALLS_ON_SHARED_KEYS.has(name)))(
    'the server refuses %s outside the tenant, so the checks above can fail',
    async (_name, call) => {
      const outcome = call(app.get(RedisTenants).for(victim), 'u1');
      await expect(outcome).rejects.toMatchObject({ code: 'COMMAND_REFUSED', details: { reply: 'NOPERM' } });
    },
  );

  it('pipelines and transactions of the manager are under the same rules', async () => {
    const manager = app.get(RedisConnectionManager);
    const config = topology.keyOf(victim, 'config');
    await expect(manager.transaction('default', (multi) => multi.set(config, 'stolen'))).rejects.toThrow(
      /NOPERM/,
    );
    await expect(manager.pipeline('default', (pipeline) => pipeline.get(config))).rejects.toThrow(/NOPERM/);
  });
});
