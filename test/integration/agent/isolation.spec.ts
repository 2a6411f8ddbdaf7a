import { NestFactory } from '@nestjs/core';
import { Module, type INestApplicationContext } from '@nestjs/common';
import {
  AgentModule,
  AgentStateRepository,
  AgentTenants,
  AgentThreads,
  type TenantAgents,
} from '@tenantry/agent';
import { RedisModule, STANDARD_POOL_DATABASES, type RedisModuleOptions } from '@tenantry/redis';
import { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { snapshotOfKeys } from '../../support/key-snapshot.js';
import { uniqueName } from '../../support/unique-name.js';
import { human } from './test-agents.js';

const PASSWORD = 'tenant-password';

type Call = (agents: TenantAgents, id: string) => Promise<unknown>;

/** Every call that reaches Redis, in an order that leaves something to read. */
const STATE_CALLS: Readonly<Record<string, Call>> = {
  create: async ({ states }, id) => states.create(id, { messages: [human('x')] }),
  set: async ({ states }, id) => states.set(id, { own: id }),
  update: async ({ states }, id) => states.update(id, { own: 2 }),
  addMessage: async ({ states }, id) => states.addMessage(id, human(id)),
  addMessages: async ({ states }, id) => states.addMessages(id, [human(id)]),
  setContext: async ({ states }, id) => states.setContext(id, id),
  setRelevance: async ({ states }, id) => states.setRelevance(id, true),
  get: async ({ states }, id) => states.get(id),
  exists: async ({ states }, id) => states.exists(id),
  ttl: async ({ states }, id) => states.ttl(id),
  extendTtl: async ({ states }, id) => states.extendTtl(id, 60),
  list: async ({ states }) => states.list(),
  recent: async ({ states }) => states.recent(),
  count: async ({ states }) => states.count(),
  cleanupExpired: async ({ states }) => states.cleanupExpired(),
  clearMessages: async ({ states }, id) => states.clearMessages(id),
  delete: async ({ states }, id) => states.delete(id),
};
const THREAD_CALLS: Readonly<Record<string, Call>> = {
  save: async ({ threads }, id) => threads.save(id, { main: id }),
  load: async ({ threads }, id) => threads.load(id),
  delete: async ({ threads }, id) => threads.delete(id),
};
const WITHOUT_ID = new Set(['list', 'recent', 'count', 'cleanupExpired']);

/** Asks the server, not for a tenant's keys. */
const NO_KEYS = new Set(['healthCheck']);

const HOSTILE_IDS: ReadonlyArray<readonly [string, 'works' | 'refused']> = [
  ['t1', 'works'],
  ['a:b', 'works'],
  ['*', 'works'],
  ['{victim}', 'works'],
  ['}{', 'works'],
  ['%3A', 'works'],
  ['carriage\r\nDEL victim', 'works'],
  ['__proto__', 'works'],
  ['../victim', 'works'],
  ['', 'refused'],
  ['nul\0byte', 'refused'],
  ['x'.repeat(10_000), 'refused'],
];

interface Topology {
  readonly name: string;
  readonly pattern: (tenant: string) => string;
  readonly options: (user: string) => RedisModuleOptions;
  readonly admins: () => Array<Redis | Cluster>;
}

const TOPOLOGIES: readonly Topology[] = [
  {
    name: 'standalone',
    pattern: (tenant) => `${tenant}:*`,
    options: (user) => ({
      url: inject('redisUrl').replace('redis://', `redis://${user}:${PASSWORD}@`),
      env: false,
    }),
    admins: () => Object.values(STANDARD_POOL_DATABASES).map((db) => new Redis(inject('redisUrl'), { db })),
  },
  {
    name: 'cluster',
    pattern: (tenant) => `{${tenant}}:*`,
    options: (user) => ({
      env: false,
      defaults: { topology: 'cluster', nodes: inject('clusterNodes'), username: user, password: PASSWORD },
    }),
    admins: () => [new Cluster([...inject('clusterNodes')])],
  },
];

function fateOf(error: unknown): string {
  return error instanceof Error && 'code' in error && error.code === 'INVALID_KEY_PART'
    ? 'refused'
    : String(error);
}

describe.each(TOPOLOGIES)('the agents of a tenant on $name', (topology) => {
  const [attacker, victim] = [uniqueName('attacker'), uniqueName('victim')];
  let app: INestApplicationContext;
  let admins: Array<Redis | Cluster>;

  const nodes = () => admins.flatMap((admin) => (admin instanceof Cluster ? admin.nodes('master') : [admin]));
  const ofVictim = async () => snapshotOfKeys(admins, topology.pattern(victim));

  beforeAll(async () => {
    admins = topology.admins();
    await Promise.all(admins.map(async (admin) => admin.ping()));
    const rules = [
      'on',
      `>${PASSWORD}`,
      `~${topology.pattern(attacker)}`,
      '~{exp:*',
      '~exp:*',
      '&*',
      '+@all',
    ];
    await Promise.all(nodes().map(async (node) => node.call('ACL', 'SETUSER', attacker, ...rules)));
    @Module({
      imports: [RedisModule.forRoot(topology.options(attacker)), AgentModule.forRoot({ env: false })],
    })
    class TestAppModule {}
    app = await NestFactory.createApplicationContext(TestAppModule, {
      logger: ['error'],
      abortOnError: false,
    });
    const prefix = topology.pattern(victim).slice(0, -1);
    for (const admin of admins) {
      for (const id of ['t1', '*', 'a%3Ab']) {
        await admin.hset(`${prefix}thread:${id}`, 'version', '1', 'own', 'precious');
        await admin.rpush(`${prefix}thread:${id}:messages`, '{"type":"human","content":"precious"}');
        await admin.hset(`${prefix}user:${id}`, 'agent_threads', '{"main":"precious"}');
        for (const index of ['', ':expiry', ':ids']) await admin.zadd(`${prefix}idx:threads${index}`, 0, id);
      }
    }
  });

  afterAll(async () => {
    await app.close();
    await Promise.all(nodes().map(async (node) => node.call('ACL', 'DELUSER', attacker)));
    for (const admin of admins) admin.disconnect();
  });

  it.each(HOSTILE_IDS)('with the id %j touch only their own keys, whatever they call', async (id, fate) => {
    const before = await ofVictim();
    const agents = app.get(AgentTenants).for(attacker);
    for (const [name, call] of [...Object.entries(STATE_CALLS), ...Object.entries(THREAD_CALLS)]) {
      // The server itself refuses any key outside the tenant: that would surface as another fate.
      const outcome = await call(agents, id).then(() => 'works', fateOf);
      expect([name, outcome]).toEqual([name, WITHOUT_ID.has(name) ? 'works' : fate]);
    }
    expect(await ofVictim()).toEqual(before);
  });

  it.each([...Object.entries(STATE_CALLS), ...Object.entries(THREAD_CALLS)])(
    'are refused %s outside the tenant by the server, so the checks above can fail',
    async (_name, call) => {
      const outcome = call(app.get(AgentTenants).for(victim), 't1');
      await expect(outcome).rejects.toMatchObject({ code: 'COMMAND_REFUSED', details: { reply: 'NOPERM' } });
    },
  );
});

describe('The isolation suite of agents', () => {
  const publicMethods = (
    type: { readonly prototype: object },
    base: { readonly prototype: object },
  ): string[] => {
    const methods = new Set<string>();
    for (let each = type.prototype; each !== base.prototype; each = Object.getPrototypeOf(each) as object) {
      for (const name of Object.getOwnPropertyNames(each)) methods.add(name);
    }
    return [...methods];
  };
  const INTERNAL = new Set(['constructor', 'thread', 'threads', 'idOf', 'prune']);

  it('covers every method', () => {
    const base = Object.getPrototypeOf(
      Object.getPrototypeOf(Object.getPrototypeOf(AgentStateRepository)),
    ) as typeof AgentStateRepository;
    const wanted = publicMethods(AgentStateRepository, base).filter(
      (name) => !INTERNAL.has(name) && !NO_KEYS.has(name),
    );
    expect(Object.keys(STATE_CALLS).toSorted()).toEqual(wanted.toSorted());
    const threads = Object.getOwnPropertyNames(AgentThreads.prototype).filter(
      (name) => name !== 'constructor',
    );
    expect(Object.keys(THREAD_CALLS).toSorted()).toEqual(threads.toSorted());
  });
});
