import {
  TenantContext,
  type ChannelMessage,
  type ChannelSubscription,
  type TenantRedis,
} from '@tenantry/redis';
import { IsArray, IsInt, IsOptional, IsString } from 'class-validator';
import { UserHandle } from '../../libs/redis/src/repositories/user.handle.js';
import { DirectRecordView } from '../support/record-view.js';
import { BATCH_CALLS } from './batch-calls.js';
import {
  callsThrough,
  recordCalls,
  removalCalls,
  searchCalls,
  type Calls,
  type RepositoryCall,
} from './record-calls.js';
import { TRIGGER_CALLS } from './trigger-calls.js';

/** Declared for the module under test, so that searches have an index. */
export const INDEXED_FIELDS = { user: ['name'], handlers: ['name'], sharedState: ['name'] };

class Row {
  @IsOptional() @IsString() name?: string;
  @IsOptional() @IsInt() count?: number;
  @IsOptional() @IsArray() tags?: string[];
}

const rows = ({ tables }: TenantRedis, table: string) => tables.of(table, { indexes: ['name'] });
const typedRows = ({ tables }: TenantRedis, table: string) => tables.of(table, Row, { indexes: ['name'] });

const user = ({ users }: TenantRedis, id: string) => new UserHandle(users, id);
const userHandle = ({ users }: TenantRedis, id: string) => users.of(id);
const state = ({ handlers }: TenantRedis, id: string) => new DirectRecordView(handlers, id, id);
const stateOfUser = ({ handlers }: TenantRedis, id: string) => new UserHandle(handlers.of(id), 'chat');
const stateOfHandler = ({ handlers }: TenantRedis, id: string) => new UserHandle(handlers.named(id), 'u1');
const row = ({ tables }: TenantRedis, id: string) => new DirectRecordView(tables, id, id);
const rowOfTable = (redis: TenantRedis, id: string) => new UserHandle(rows(redis, id), id);
const shared = ({ sharedState }: TenantRedis, id: string) => new UserHandle(sharedState, id);
const sharedOfUser = ({ sharedState }: TenantRedis, id: string) => new UserHandle(sharedState.of(id), 'chat');
const sharedOfState = ({ sharedState }: TenantRedis, id: string) =>
  new UserHandle(sharedState.named(id), 'u1');

async function listen(subscription: ChannelSubscription<ChannelMessage>): Promise<void> {
  try {
    await subscription.ready();
  } finally {
    subscription.close();
  }
}

const TYPED_ROW_CALLS: Calls = {
  upsert: async (redis, id) => typedRows(redis, id).upsert(id, { name: 'Alice', count: 1, tags: ['a'] }),
  set: async (redis, id) =>
    typedRows(redis, id).set(id, Object.assign(new Row(), { name: 'Alice', count: 1, tags: ['a'] })),
  updateField: async (redis, id) => typedRows(redis, id).updateField(id, 'name', 'Bob'),
  incrementField: async (redis, id) => typedRows(redis, id).incrementField(id, 'count'),
  appendToList: async (redis, id) => typedRows(redis, id).appendToList(id, 'tags', 'b'),
  get: async (redis, id) => typedRows(redis, id).get(id),
  getField: async (redis, id) => typedRows(redis, id).getField(id, 'name'),
  exists: async (redis, id) => typedRows(redis, id).exists(id),
  ttl: async (redis, id) => typedRows(redis, id).ttl(id),
  renewTtl: async (redis, id) => typedRows(redis, id).renewTtl(id, { ttlSeconds: 600 }),
  findByField: async (redis, id) => typedRows(redis, id).findByField('name', 'Bob'),
  'findByField (scan)': async (redis, id) => typedRows(redis, id).findByField('name', 'Bob', { scan: true }),
  findPageByField: async (redis, id) => typedRows(redis, id).findPageByField('name', 'Bob'),
  list: async (redis, id) => typedRows(redis, id).list(),
  reindex: async (redis, id) => typedRows(redis, id).reindex(),
  deleteField: async (redis, id) => typedRows(redis, id).deleteField(id, 'count'),
  delete: async (redis, id) => typedRows(redis, id).delete(id),
};

/** The calls made in the context of the tenant and the user with the id. */
function asUser(calls: Calls): Calls {
  return Object.fromEntries(
    Object.entries(calls).map(([name, call]): [string, RepositoryCall] => [
      name,
      async (redis, userId) =>
        TenantContext.run({ tenant: redis.tenantReference.resolve(), userId }, async () =>
          call(redis, userId),
        ),
    ]),
  );
}

/** Every public method of every repository that reaches Redis, in an order that leaves something to read. */
export const REPOSITORY_CALLS = {
  users: {
    ...recordCalls(user),
    ...searchCalls(({ users }) => users),
    ...callsThrough('of', { ...recordCalls(userHandle), ...removalCalls(userHandle) }),
    ...removalCalls(user),
  },
  handlers: {
    ...recordCalls(state),
    merge: async ({ handlers }, id) => handlers.merge(id, id, { name: 'Bob' }),
    ...callsThrough('of', {
      ...recordCalls(stateOfUser),
      merge: async ({ handlers }, id) => handlers.of(id).merge('chat', { name: 'Bob' }),
      ...removalCalls(stateOfUser),
    }),
    ...callsThrough('named', {
      ...recordCalls(stateOfHandler),
      merge: async ({ handlers }, id) => handlers.named(id).merge('u1', { name: 'Bob' }),
      ...searchCalls(({ handlers }, id) => handlers.named(id)),
      ...removalCalls(stateOfHandler),
    }),
    ...removalCalls(state),
  },
  tables: {
    ...recordCalls(row),
    reindex: async ({ tables }) => tables.reindex(),
    ...callsThrough('of', {
      ...recordCalls(rowOfTable),
      ...searchCalls(rows),
      list: async (redis, id) => rows(redis, id).list(),
      ...removalCalls(rowOfTable),
    }),
    ...callsThrough('of (typed)', TYPED_ROW_CALLS),
    ...removalCalls(row),
    'upsert (again)': async ({ tables }, id) => tables.upsert(id, id, { name: 'Alice' }),
    deleteAllByPkid: async ({ tables }, id) => tables.deleteAllByPkid(id),
  },
  sharedState: {
    ...asUser(recordCalls(shared)),
    reindex: async ({ sharedState }) => sharedState.reindex(),
    ...callsThrough('of', {
      ...recordCalls(sharedOfUser),
      list: async ({ sharedState }, id) => sharedState.of(id).list(),
      reindex: async ({ sharedState }, id) => sharedState.of(id).reindex(),
      ...removalCalls(sharedOfUser),
      clearAll: async ({ sharedState }, id) => sharedState.of(id).clearAll(),
    }),
    ...callsThrough('named', {
      ...recordCalls(sharedOfState),
      ...searchCalls(({ sharedState }, id) => sharedState.named(id)),
      ...removalCalls(sharedOfState),
    }),
    ...asUser({
      list: async ({ sharedState }) => sharedState.list(),
      ...removalCalls(shared),
      'upsert (again)': async ({ sharedState }, id) => sharedState.upsert(id, { name: 'Alice' }),
      clearAll: async ({ sharedState }) => sharedState.clearAll(),
    }),
  },
  batch: BATCH_CALLS,
  triggers: TRIGGER_CALLS,
  keyValue: {
    set: async ({ keyValue }, id) => keyValue.set(id, { value: id }, { ttlSeconds: 600 }),
    setIfAbsent: async ({ keyValue }, id) => keyValue.setIfAbsent(id, 'other', { ttlSeconds: 600 }),
    get: async ({ keyValue }, id) => keyValue.get(id),
    exists: async ({ keyValue }, id) => keyValue.exists(id),
    ttl: async ({ keyValue }, id) => keyValue.ttl(id),
    renewTtl: async ({ keyValue }, id) => keyValue.renewTtl(id, { ttlSeconds: 700 }),
    delete: async ({ keyValue }, id) => keyValue.delete(id),
  },
  publisher: {
    publish: async ({ publisher }, id) => publisher.publish(id, 'news'),
    'publish (sharded)': async ({ publisher }, id) => publisher.publish(id, 'news', { sharded: true }),
  },
  subscriber: {
    subscribe: async ({ subscriber }, id) => listen(subscriber.subscribe(id)),
    'subscribe (sharded)': async ({ subscriber }, id) => listen(subscriber.subscribe(id, { sharded: true })),
  },
} satisfies Partial<Record<keyof TenantRedis, Calls>>;

export type RepositoryName = keyof typeof REPOSITORY_CALLS;

/** The calls by `repository.method`. */
export const ALL_CALLS: ReadonlyMap<string, RepositoryCall> = new Map(
  (Object.keys(REPOSITORY_CALLS) as RepositoryName[]).flatMap((repository) =>
    Object.entries<RepositoryCall>(REPOSITORY_CALLS[repository]).map(
      ([method, call]) => [`${repository}.${method}`, call] as const,
    ),
  ),
);

/** Calls of {@link ALL_CALLS} in whose keys no id stands: they work with any. */
export const CALLS_WITHOUT_ID: ReadonlySet<string> = new Set([
  ...Object.keys(searchCalls(({ users }) => users)).map((name) => `users.${name}`),
  'tables.reindex',
  'sharedState.reindex',
  'sharedState.of.reindex',
  'triggers.deadLetters',
  'triggers.retryDead',
  'triggers.discardDead',
]);

/** Calls of {@link ALL_CALLS} that touch only what tenants share: see `trigger-isolation.spec.ts` for these. */
export const CALLS_ON_SHARED_KEYS: ReadonlySet<string> = new Set([
  'triggers.get',
  'triggers.list',
  'triggers.deadLetters',
  'triggers.retryDead',
  'triggers.discardDead',
]);
