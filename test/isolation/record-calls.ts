import type { SearchableRepository, TenantRedis } from '@tenantry/redis';
import type { RecordView } from '../support/record-view.js';

/** One call of a repository method; the id stands wherever the call takes one. */
export type RepositoryCall = (tenantRedis: TenantRedis, id: string) => Promise<unknown>;

/** Calls by the method they exercise; a variant adds words in brackets: `findByField (scan)`. */
export type Calls = Readonly<Record<string, RepositoryCall>>;

/** Every method of a record, in an order that leaves something to read. */
export function recordCalls(viewOf: (tenantRedis: TenantRedis, id: string) => RecordView): Calls {
  return {
    upsert: async (redis, id) => viewOf(redis, id).upsert({ name: 'Alice', count: 1, tags: ['a'] }),
    set: async (redis, id) => viewOf(redis, id).set({ name: 'Alice', count: 1, tags: ['a'] }),
    updateField: async (redis, id) => viewOf(redis, id).updateField('name', 'Bob'),
    incrementField: async (redis, id) => viewOf(redis, id).incrementField('count'),
    'incrementField (bigint)': async (redis, id) => viewOf(redis, id).incrementField('count', 1n),
    appendToList: async (redis, id) => viewOf(redis, id).appendToList('tags', 'b'),
    get: async (redis, id) => viewOf(redis, id).get(),
    getField: async (redis, id) => viewOf(redis, id).getField('name'),
    exists: async (redis, id) => viewOf(redis, id).exists(),
    ttl: async (redis, id) => viewOf(redis, id).ttl(),
    renewTtl: async (redis, id) => viewOf(redis, id).renewTtl({ ttlSeconds: 600 }),
  };
}

/** The methods of a record that take it away. */
export function removalCalls(viewOf: (tenantRedis: TenantRedis, id: string) => RecordView): Calls {
  return {
    deleteField: async (redis, id) => viewOf(redis, id).deleteField('count'),
    delete: async (redis, id) => viewOf(redis, id).delete(),
  };
}

/** Every method that searches records by their field `name`. */
export function searchCalls(
  recordsOf: (
    tenantRedis: TenantRedis,
    id: string,
  ) => Pick<SearchableRepository, 'findByField' | 'findPageByField' | 'reindex'>,
): Calls {
  return {
    findByField: async (redis, id) => recordsOf(redis, id).findByField('name', 'Bob'),
    'findByField (scan)': async (redis, id) =>
      recordsOf(redis, id).findByField('name', 'Bob', { scan: true }),
    findPageByField: async (redis, id) => recordsOf(redis, id).findPageByField('name', 'Bob'),
    'findPageByField (scan)': async (redis, id) =>
      recordsOf(redis, id).findPageByField('name', 'Bob', { scan: true }),
    reindex: async (redis, id) => recordsOf(redis, id).reindex(),
  };
}

/** The calls on what a method of the repository returns: `of.get`, `of.set`, ... */
export function callsThrough(method: string, calls: Calls): Calls {
  return Object.fromEntries(Object.entries(calls).map(([name, call]) => [`${method}.${name}`, call]));
}
