import { Inject, Injectable, type Abstract, type Type } from '@nestjs/common';
import { ContextIdFactory, ModuleRef } from '@nestjs/core';
import {
  RedisConnectionManager,
  RedisOperations,
  RedisTenants,
  type PoolAlias,
  type RedisClient,
  type TenantRedis,
} from '@tenantry/redis';
import { TriggerClock } from '../clock/trigger-clock.js';
import type { RedisServer } from '../server/redis-server.js';
import { readKey, type StoredKey } from './stored-keys.js';
import { TestingServer } from './testing-server.js';

/** What a provider is known by. */
export type ProviderToken<T> = Type<T> | Abstract<T> | string | symbol;

/** The Redis of a test: acts as tenants, shows what is stored, and empties it. */
@Injectable()
export class TestRedis {
  constructor(
    @Inject(TestingServer) private readonly server: TestingServer,
    @Inject(RedisConnectionManager) private readonly pools: RedisConnectionManager,
    @Inject(RedisTenants) private readonly tenants: RedisTenants,
    @Inject(RedisOperations) private readonly operations: RedisOperations,
    @Inject(TriggerClock) private readonly clock: TriggerClock,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
  ) {}

  /** The server, or the nodes of the cluster: to pause, kill or restart them. */
  get servers(): readonly RedisServer[] {
    return this.server.nodes;
  }

  /**
   * The repositories of a tenant.
   * @throws InvalidTenantError
   */
  of(tenant: string): TenantRedis {
    return this.tenants.for(tenant);
  }

  /**
   * Runs `fn` as the tenant, the way a request or a handler of it runs.
   * @throws InvalidTenantError
   */
  asTenant<T>(tenant: string, fn: () => T, identity: { readonly userId?: string } = {}): T {
    return this.tenants.run(tenant, fn, identity);
  }

  /**
   * A provider as a request of the tenant gets it: scoped ones come from the tenant's DI sub-tree, others are what they
   * are for everybody. Call what reads `TenantContext` inside {@link TestRedis.asTenant}.
   * @throws InvalidTenantError
   */
  async resolve<T>(tenant: string, token: ProviderToken<T>): Promise<T> {
    return this.tenants.run(tenant, async () => {
      const request = {};
      const contextId = ContextIdFactory.getByRequest(request);
      this.moduleRef.registerRequestByContextId(request, contextId);
      return this.moduleRef.resolve<T>(token, contextId, { strict: false });
    });
  }

  /**
   * Every key as it stands in Redis, by pool and name: what repositories have written, byte for byte.
   * @param tenant only the keys of this tenant
   */
  async contents(tenant?: string): Promise<StoredKey[]> {
    const stored: StoredKey[] = [];
    for (const [pool, client] of this.#databases()) {
      const keys = new Set<string>();
      for await (const key of this.operations.scanKeys('*', { alias: pool })) {
        if (tenant === undefined || isKeyOf(tenant, key)) keys.add(key);
      }
      const found = await Promise.all([...keys].toSorted().map(async (key) => readKey(client, pool, key)));
      stored.push(...found.flatMap((key) => key ?? []));
    }
    return stored;
  }

  /**
   * Deletes everything in the databases of this application's pools, once running trigger handlers have ended. The
   * clock stays where it is. Queue and channel handlers that run at this moment are not waited for.
   * @throws TriggerClockError if handlers do not end
   * @throws Error if a pool is not on the testing server
   */
  async flush(): Promise<void> {
    this.server.check(this.pools);
    await this.clock.idle();
    await Promise.all(
      [...this.#databases().keys()].map(async (alias) => this.pools.flush(alias, { confirm: alias })),
    );
  }

  /** One pool of each database. */
  #databases(): Map<PoolAlias, RedisClient> {
    const aliases = new Map<string, PoolAlias>();
    for (const alias of this.pools.aliases()) {
      const database = databaseOf(this.pools.client(alias));
      if (!aliases.has(database)) aliases.set(database, alias);
    }
    return new Map([...aliases.values()].map((alias) => [alias, this.pools.client(alias)]));
  }
}

function databaseOf(client: RedisClient): string {
  return 'nodes' in client ? 'cluster' : String(client.options.db ?? 0);
}

/** In all forms of hash tags. */
function isKeyOf(tenant: string, key: string): boolean {
  return [`${tenant}:`, `{${tenant}}:`, `{${tenant}:`].some((prefix) => key.startsWith(prefix));
}
