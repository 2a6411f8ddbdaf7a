import { describeKey } from '../common/describe.js';
import type { PoolAlias } from '../common/pool-alias.js';
import type { TenantId } from '../common/tenant-id.js';
import { ConnectivityError } from '../connections/connectivity.errors.js';
import type { RedisClient } from '../connections/pool-clients.js';
import { translateError } from '../connections/translate-reply.js';
import type { RedisCall } from '../connections/reply.errors.js';
import { runRead, type ReadPlace } from './read-from.js';
import type { RepositoryRuntime, TenantScope } from './tenant-scope.js';

/** A read, and which server may answer it. */
export type ReadCall = RedisCall & ReadPlace;

/**
 * Base of every repository, and of your own: it knows the tenant of the call, builds keys that belong to it and turns
 * what Redis answers into typed errors.
 * ```ts
 * @Injectable()
 * export class VisitRepository extends TenantRepository {
 *   constructor(@Inject(TenantRedis) tenantRedis: TenantRedis) { super(tenantRedis); }
 *
 *   async add(page: string, visitor: string): Promise<boolean> {
 *     const call = { operation: 'add', pool: 'default', key: this.key('visits', page) } as const;
 *     return this.execute(call, async (client) => (await client.pfadd(call.key, visitor)) === 1);
 *   }
 * }
 * ```
 */
export abstract class TenantRepository {
  readonly #scope: TenantScope;

  constructor(scope: TenantScope) {
    this.#scope = scope;
  }

  /** What all repositories of the application share: pools, key builders, codec, default expiries. */
  protected get runtime(): RepositoryRuntime {
    return this.#scope.runtime;
  }

  /**
   * The tenant of this call.
   * @throws MissingTenantError | TenantMismatchError
   */
  protected tenant(): TenantId {
    return this.#scope.tenantReference.resolve();
  }

  /**
   * The client of a pool. Give it keys of {@link TenantRepository.key} only: it belongs to all tenants.
   * @default pool 'default'
   * @throws UnknownPoolError
   */
  protected client(pool: PoolAlias = 'default'): RedisClient {
    return this.#scope.runtime.pools.client(pool);
  }

  /**
   * A key of this call's tenant: `<tenant>:<name>:<id>:<id>`, each part escaped. Take a `name` of your own: those of
   * the library are in its table of keys. With `keys.hashTag: 'entity'`, keys that share the name and the first id are
   * in one slot.
   * @throws MissingTenantError | TenantMismatchError | InvalidKeyPartError
   */
  protected key(name: string, ...ids: readonly string[]): string {
    return this.#scope.runtime.keys.own(this.tenant(), name, ...ids);
  }

  /**
   * Runs a command and turns an error reply into a typed error.
   * @throws WrongTypeError | CommandRefusedError | ConnectivityError
   */
  protected async execute<T>(
    call: RedisCall & { readonly pool: PoolAlias },
    command: (client: RedisClient) => Promise<T>,
  ): Promise<T> {
    try {
      return await command(this.client(call.pool));
    } catch (error) {
      throw translateError(error, call);
    }
  }

  /**
   * Like {@link TenantRepository.execute}, for reads: with `errors: 'fallback'` the answer is `empty` while the pool
   * cannot be reached. Where that is null, the read counts as a hit or a miss. With `readFrom: 'replica'` the command
   * gets the client of a replica, and that of the primary if the replica fails: it must not write.
   */
  protected async executeRead<T>(
    call: ReadCall,
    command: (client: RedisClient) => Promise<T>,
    empty: T,
  ): Promise<T> {
    try {
      const answer = await runRead(this.#scope.runtime.pools, call, command);
      if (empty === null) this.#scope.runtime.statistics.countRead(answer !== null);
      return answer;
    } catch (error) {
      return this.afterFailedRead(error, call, empty);
    }
  }

  /** `empty` where the options say so; otherwise throws the typed error. */
  protected afterFailedRead<T>(error: unknown, call: RedisCall, empty: T): T {
    const { errors, logger, statistics } = this.#scope.runtime;
    if (errors !== 'fallback' || !(error instanceof ConnectivityError)) throw translateError(error, call);
    statistics.fallbacks += 1;
    logger.warn(
      `${call.operation} of ${describeKey(call.key)} answered with nothing: pool "${call.pool}" failed (${error.code})`,
      this.constructor.name,
    );
    return empty;
  }
}
