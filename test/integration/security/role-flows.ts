import { AgentTenants, type AgentMessage } from '@tenantry/agent';
import {
  BatchCoordinator,
  ExpirySchedule,
  RedisConnectionManager,
  RedisTenants,
  type TenantRedis,
} from '@tenantry/redis';
import { RedisHealthIndicator } from '@tenantry/redis/health';
import { waitUntil } from '@tenantry/redis-testing';
import { Cluster } from 'ioredis';
import { REPOSITORY_CALLS, type RepositoryName } from '../../isolation/repository-calls.js';
import { uniqueName } from '../../support/unique-name.js';
import { QUEUE, type RoleApp } from './role-app.js';

/** Something a process does with Redis, that can be done again and again. */
export type Flow = (role: RoleApp) => Promise<void>;

const MESSAGE: AgentMessage = { type: 'human', content: 'hello' };

function newTenant({ app }: RoleApp): TenantRedis {
  return app.get(RedisTenants).for(uniqueName('acme'));
}

/** Every call of a repository, one after the other. */
function everyCallOf(repository: RepositoryName, id = 'u1'): Flow {
  return async (role) => {
    const redis = newTenant(role);
    for (const call of Object.values(REPOSITORY_CALLS[repository])) await call(redis, id);
  };
}

/** Redis allows a pattern only where the user has exactly this one: so the tenant is known beforehand. */
export const LISTENER = 'listener';

async function subscribeToPatterns(role: RoleApp): Promise<void> {
  const { subscriber } = role.app.get(RedisTenants).for(LISTENER);
  const subscription = subscriber.subscribe({ pattern: 'order-*' });
  await subscription.ready();
  subscription.close();
}

/** A record that is given every kind of expiry, with entries in an index. */
async function expiries(role: RoleApp): Promise<void> {
  const { users } = newTenant(role);
  await users.upsert('u1', { name: 'Alice' }, { ttlSeconds: 60 });
  await users.upsert('u2', { name: 'Alice' });
  await users.upsert('u1', { name: 'Bob' }, { ttlSeconds: 'none' });
  await users.set('u1', { name: 'Carol' }, { ttlSeconds: 'keep' });
  await users.updateField('u1', 'name', 'Dave', { ttlSeconds: 90 });
  await users.incrementField('u1', 'score', 0.5);
}

async function agentStates({ app }: RoleApp): Promise<void> {
  const { states, threads } = app.get(AgentTenants).for(uniqueName('acme'));
  await states.create('t1', { messages: [MESSAGE] });
  await states.set('t1', { own: 1 });
  await states.addMessage('t1', MESSAGE);
  await states.setContext('t1', { topic: 'x' }, { ttlSeconds: 'none' });
  await states.extendTtl('t1', 60);
  await readAgentStates(states);
  await states.cleanupExpired();
  await states.clearMessages('t1');
  await states.delete('t1');
  await threads.save('a1', { main: 't1' });
  await threads.load('a1');
  await threads.delete('a1');
}

async function readAgentStates(states: ReturnType<AgentTenants['for']>['states']): Promise<void> {
  await states.get('t1');
  await states.exists('t1');
  await states.ttl('t1');
  await states.list();
  await states.recent();
  await states.count();
  await states.healthCheck();
}

/** What a process that serves requests does. */
export const SERVING_FLOWS: Readonly<Record<string, Flow>> = {
  users: everyCallOf('users'),
  'handler states': everyCallOf('handlers'),
  tables: everyCallOf('tables'),
  'shared state': everyCallOf('sharedState'),
  'key-values': everyCallOf('keyValue', 'settings'),
  batches: everyCallOf('batch'),
  triggers: everyCallOf('triggers'),
  publishing: everyCallOf('publisher'),
  subscribing: everyCallOf('subscriber'),
  'subscribing to patterns': subscribeToPatterns,
  expiries,
  'agent states': agentStates,
  health,
};

/** Where a right is missing it never happens. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await waitUntil(condition, { timeoutMs: 20_000, everyMs: 10 });
}

/** Triggers that run and one that fails for good, is retried and thrown away. */
async function runTriggers(role: RoleApp): Promise<void> {
  const { triggers } = newTenant(role);
  const identifier = uniqueName('u');
  const failing = `${identifier}-fail`;
  await triggers.set('remind', identifier, 0.01, { payload: 'x' });
  await triggers.set('remind', failing, 0.01);
  await until(() => [identifier, failing].every((each) => role.handled.includes(`expiry ${each}`)));
  const isBuried = async (): Promise<boolean> => (await triggers.deadLetters()).letters.length === 1;
  await until(isBuried);
  await triggers.retryDead('all');
  await until(isBuried);
  await triggers.discardDead('all');
}

/** A key that another program lets expire. */
async function runForeignTriggers(role: RoleApp): Promise<void> {
  const tenant = uniqueName('acme');
  const identifier = uniqueName('foreign');
  const client = role.app.get(RedisConnectionManager).client('expiry');
  const prefix = client instanceof Cluster ? `{${tenant}}` : tenant;
  await client.set(`${prefix}:EXPTRIGGER:remind:${identifier}`, 'x', 'PX', 20);
  await until(() => role.handled.includes(`expiry ${identifier}`));
}

/** More triggers than there are handlers for. */
async function runManyTriggers(role: RoleApp): Promise<void> {
  const { triggers } = newTenant(role);
  const identifiers = Array.from({ length: 100 }, (_, index) => uniqueName(`u${index}`));
  await triggers.setMany(identifiers.map((identifier) => ({ action: 'queue up', identifier, when: 0.01 })));
  await until(() => identifiers.every((each) => role.handled.includes(`expiry ${each}`)));
}

/** Items that are handled, and one that fails at first. */
async function runBatches(role: RoleApp): Promise<void> {
  const tenant = uniqueName('acme');
  const { batch } = role.app.get(RedisTenants).for(tenant);
  const items = [uniqueName('letter'), `${uniqueName('letter')} fail once`];
  for (const item of items) await batch.enqueue(QUEUE.service, QUEUE.entity, QUEUE.action, item);
  await until(() => items.every((item) => role.handled.includes(`batch ${item}`)));
  const coordinator = role.app.get(BatchCoordinator);
  await until(async () =>
    (await coordinator.pendingTenants(QUEUE.service)).tenants.every((each) => each !== tenant),
  );
}

async function handleMessages(role: RoleApp): Promise<void> {
  const { publisher } = newTenant(role);
  const order = uniqueName('order');
  await publisher.publish('orders', order);
  await until(() => role.handled.includes(`channel ${order}`));
}

/** What handlers of every kind make of a process. */
export const WORKING_FLOWS: Readonly<Record<string, Flow>> = {
  'running triggers': runTriggers,
  'running triggers of other programs': runForeignTriggers,
  'running many triggers': runManyTriggers,
  'running batches': runBatches,
  'handling messages': handleMessages,
};

/** A key of another program that is there when a worker starts. */
export async function writeForeignTrigger({ app }: RoleApp): Promise<void> {
  const client = app.get(RedisConnectionManager).client('expiry');
  const tenant = client instanceof Cluster ? '{acme}' : 'acme';
  await client.set(`${tenant}:EXPTRIGGER:remind:foreign`, 'x', 'PX', 600_000);
}

/** It looks for such keys once. */
export async function untilSwept({ log }: RoleApp): Promise<void> {
  await until(() =>
    log.logs.some((line) => line.startsWith('Sweep on alias') && line.includes('scheduled 1 of')),
  );
}

/** The tenant that {@link WATCHING_FLOWS} look at, after {@link fillWatchedTenant}. */
const WATCHED = 'watched';

/** Something of every kind, written by somebody who may. */
export async function fillWatchedTenant({ app }: RoleApp): Promise<void> {
  const { users, handlers, tables, sharedState, batch, triggers } = app.get(RedisTenants).for(WATCHED);
  const record = { name: 'Bob', count: 1 };
  await users.set('u1', record);
  await handlers.set('chat', 'u1', record);
  await tables.of('products', { indexes: ['name'] }).set('p1', record);
  await sharedState.of('u1').set('chat', record);
  await batch.enqueue(QUEUE.service, QUEUE.entity, QUEUE.action, 'letter');
  await triggers.set('remind', 'u1', 600);
  const { states, threads } = app.get(AgentTenants).for(WATCHED);
  await states.create('t1', { messages: [MESSAGE] });
  await threads.save('a1', { main: 't1' });
}

async function watchRecords({ app }: RoleApp): Promise<void> {
  const { users, handlers, tables, sharedState } = app.get(RedisTenants).for(WATCHED);
  const rows = tables.of('products', { indexes: ['name'] });
  await users.get('u1');
  await users.getField('u1', 'name');
  await users.exists('u1');
  await users.ttl('u1');
  await handlers.get('chat', 'u1');
  await sharedState.of('u1').get('chat');
  await sharedState.of('u1').list();
  await rows.list();
  for (const records of [users, handlers.named('chat'), sharedState.named('chat'), rows]) {
    await records.findByField('name', 'Bob');
    await records.findByField('name', 'Bob', { scan: true });
  }
}

async function watchTriggers({ app }: RoleApp): Promise<void> {
  const { triggers } = app.get(RedisTenants).for(WATCHED);
  await triggers.get('remind', 'u1');
  await triggers.list();
  await triggers.deadLetters();
  await app.get(ExpirySchedule).topTenants();
}

async function watchBatches({ app }: RoleApp): Promise<void> {
  // Reading a queue is not among them: that also notes it for workers.
  await app.get(BatchCoordinator).pendingTenants(QUEUE.service);
}

/** What a process that only looks does. */
export const WATCHING_FLOWS: Readonly<Record<string, Flow>> = {
  records: watchRecords,
  'key-values': async ({ app }) => void (await app.get(RedisTenants).for(WATCHED).keyValue.get('settings')),
  triggers: watchTriggers,
  batches: watchBatches,
  'agent states': async ({ app }) => {
    const { states, threads } = app.get(AgentTenants).for(WATCHED);
    await readAgentStates(states);
    await threads.load('a1');
  },
  subscribing: everyCallOf('subscriber'),
  'subscribing to patterns': subscribeToPatterns,
  health,
};

async function health({ app }: RoleApp): Promise<void> {
  const indicator = app.get(RedisHealthIndicator);
  await indicator.pools('pools');
  await indicator.memory('memory');
  await indicator.expiry('expiry');
  await app.get(ExpirySchedule).stats();
}
