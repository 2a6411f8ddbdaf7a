import { setTimeout as delay } from 'node:timers/promises';
import type { CoreModuleOptions } from '../../../libs/redis/src/config/module-options.js';
import type { HashTag } from '../../../libs/redis/src/keys/key-options.js';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import type { TenantScope } from '../../../libs/redis/src/repositories/tenant-scope.js';
import { BatchCoordinator } from '../../../libs/redis/src/repositories/batch/batch.coordinator.js';
import { BatchRepository } from '../../../libs/redis/src/repositories/batch/batch.repository.js';
import { KeyValueRepository } from '../../../libs/redis/src/repositories/key-value.repository.js';
import { connect } from '../../support/topologies.js';
import { repositoriesOf } from '../../support/repositories.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { statesOf } from '../agent/test-agents.js';
import { triggerFixture } from '../expiry/repository/trigger-fixture.js';

const INDEXES = { user: ['city'], tables: { orders: ['city'] } };
const CITIES = ['Lima', 'Oslo', 'Rome'];
const DAY_MS = 86_400_000;

/** An application on a deployment: every repository of one tenant. */
export interface App {
  readonly manager: RedisConnectionManager;
  readonly scope: TenantScope;
  readonly batch: BatchRepository;
  readonly keyValue: KeyValueRepository;
  readonly threads: ReturnType<typeof statesOf>;
  readonly repositories: ReturnType<typeof repositoriesOf>;
  readonly expiry: ReturnType<typeof triggerFixture>;
  readonly coordinator: BatchCoordinator;
}

/** What both applications of a migration are called, and their tenant. */
export interface AppNames {
  readonly tenant: string;
  readonly namespace: string;
}

export async function openApp(
  options: CoreModuleOptions,
  { tenant, namespace }: AppNames,
  hashTag: HashTag,
): Promise<App> {
  const manager = await connect(options);
  const scope = tenantScope(manager, { tenant, hashTag, indexes: INDEXES });
  return {
    manager,
    scope,
    batch: new BatchRepository(scope),
    keyValue: new KeyValueRepository(scope),
    threads: statesOf(scope),
    repositories: repositoriesOf(scope),
    expiry: triggerFixture(scope, { namespace }),
    coordinator: new BatchCoordinator(scope.runtime),
  };
}

/** One round of writes of every kind, on ids that come again: created, changed, removed. */
export async function writeRound(app: App, round: number): Promise<void> {
  const { users, handlers, tables, sharedState, tenant } = app.repositories;
  const id = `i:${round % 17}`;
  const city = CITIES[round % 3] ?? '';
  const isRemoval = round % 5 === 4;
  await Promise.all([
    isRemoval ? users.delete(id) : users.upsert(id, { city, round }),
    handlers.merge('chat', id, { round }),
    isRemoval ? tables.delete('orders', id) : tables.upsert('orders', id, { city, round }),
    sharedState.of(id).upsert(`s${round % 3}`, { round }),
    app.keyValue.set(`k${round % 11}`, { round }, { ttlSeconds: 3_600 + round }),
    app.threads.addMessage(
      `t${round % 5}`,
      { type: 'human', content: `m${round}` },
      { createIfMissing: true },
    ),
    app.batch.enqueue(tenant, 'mail', 'send', { round }),
    isRemoval
      ? app.expiry.triggers.delete('remind', id)
      : app.expiry.triggers.set(
          'remind',
          id,
          { dueAt: new Date(Date.now() + DAY_MS) },
          { payload: { round } },
        ),
  ]);
  if (round % 3 === 0) {
    const [item] = await app.batch.claim(tenant, 'mail', 'send', { limit: 1, leaseSeconds: 600 });
    if (round % 2 === 0) await item?.ack();
  }
  if (round % 7 === 0) await sharedState.of(id).clearAll();
}

/** Writes all the time until `stop` is called. */
export function keepWriting(app: App): { stop(): Promise<number> } {
  const stopped = new AbortController();
  let round = 0;
  const writing = (async () => {
    while (!stopped.signal.aborted) {
      await writeRound(app, round++);
      await delay(2);
    }
  })();
  return {
    stop: async () => {
      stopped.abort();
      await writing;
      return round;
    },
  };
}

/** Everything the application can read, through its repositories. */
export async function everythingOf(app: App): Promise<Record<string, unknown>> {
  const { users, handlers, tables, sharedState, tenant } = app.repositories;
  const read: Record<string, unknown> = {};
  for (let at = 0; at < 17; at++) {
    const id = `i:${at}`;
    read[`user ${id}`] = await users.get(id);
    read[`state ${id}`] = await handlers.get('chat', id);
    read[`row ${id}`] = await tables.get('orders', id);
    read[`shared ${id}`] = (await sharedState.of(id).list()).toSorted();
    read[`trigger ${id}`] = dueOf(await app.expiry.triggers.get('remind', id));
  }
  for (let at = 0; at < 11; at++) read[`value ${at}`] = await app.keyValue.get(`k${at}`);
  for (let at = 0; at < 5; at++) read[`thread ${at}`] = await app.threads.get(`t${at}`);
  for (const city of CITIES) {
    read[`users in ${city}`] = await users.findByField('city', city, { limit: 100 });
    read[`orders in ${city}`] = await tables.of('orders').findByField('city', city, { limit: 100 });
  }
  read['rows'] = await tables.of('orders').list();
  read['thread ids'] = (await app.threads.list()).threadIds;
  read['queue'] = await app.batch.getChunk(tenant, 'mail', 'send', 0, -1);
  read['pending'] = (await app.coordinator.pendingTenants(tenant)).tenants;
  return read;
}

function dueOf(view: object | null): unknown {
  if (view === null) return null;
  const { key: _key, ...others } = { key: undefined, ...view };
  return others;
}
