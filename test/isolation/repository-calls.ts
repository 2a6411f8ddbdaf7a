import type { TenantRedis } from '@tenantry/redis';

/** One call of a repository method on a record of the given id. */
export type RepositoryCall = (tenantRedis: TenantRedis, id: string) => Promise<unknown>;

/** Every public method of every repository that reaches Redis, in an order that leaves something to read. */
export const REPOSITORY_CALLS = {
  users: {
    upsert: async ({ users }, id) => users.upsert(id, { name: id, count: 1, tags: ['a'] }),
    set: async ({ users }, id) => users.set(id, { name: id, count: 1, tags: ['a'] }),
    updateField: async ({ users }, id) => users.updateField(id, 'name', 'changed'),
    incrementField: async ({ users }, id) => users.incrementField(id, 'count'),
    appendToList: async ({ users }, id) => users.appendToList(id, 'tags', 'b'),
    get: async ({ users }, id) => users.get(id),
    getField: async ({ users }, id) => users.getField(id, 'name'),
    exists: async ({ users }, id) => users.exists(id),
    ttl: async ({ users }, id) => users.ttl(id),
    renewTtl: async ({ users }, id) => users.renewTtl(id, { ttlSeconds: 600 }),
    of: async ({ users }, id) => users.of(id).upsert({ name: 'by handle' }),
    deleteField: async ({ users }, id) => users.deleteField(id, 'count'),
    delete: async ({ users }, id) => users.delete(id),
  },
  keyValue: {
    set: async ({ keyValue }, id) => keyValue.set(id, { value: id }, { ttlSeconds: 600 }),
    setIfAbsent: async ({ keyValue }, id) => keyValue.setIfAbsent(id, 'other', { ttlSeconds: 600 }),
    get: async ({ keyValue }, id) => keyValue.get(id),
    exists: async ({ keyValue }, id) => keyValue.exists(id),
    ttl: async ({ keyValue }, id) => keyValue.ttl(id),
    renewTtl: async ({ keyValue }, id) => keyValue.renewTtl(id, { ttlSeconds: 700 }),
    delete: async ({ keyValue }, id) => keyValue.delete(id),
  },
} as const satisfies Partial<Record<keyof TenantRedis, Record<string, RepositoryCall>>>;

export type RepositoryName = keyof typeof REPOSITORY_CALLS;

/** The calls as a table for `describe.each`: repository, method, call. */
export const ALL_CALLS: ReadonlyArray<readonly [RepositoryName, string, RepositoryCall]> = (
  Object.keys(REPOSITORY_CALLS) as RepositoryName[]
).flatMap((repository) =>
  Object.entries<RepositoryCall>(REPOSITORY_CALLS[repository]).map(
    ([method, call]) => [repository, method, call] as const,
  ),
);
