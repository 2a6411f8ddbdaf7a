import {
  assertLimit,
  describeType,
  entryCursor,
  InvalidArgumentError,
  TenantRepository,
  type KeyFactory,
  type PoolAlias,
  type RedisClient,
  type TenantScope,
} from '@tenantry/redis';
import type { ResolvedAgentOptions } from '../resolve-agent-options.js';
import type { ThreadsKeys } from '../scripts/thread-keys.js';
import { threadsCleanup } from '../scripts/threads-cleanup.script.js';
import { threadsCount } from '../scripts/threads-count.script.js';
import { threadsPrune } from '../scripts/threads-prune.script.js';
import type { ListThreadsOptions, ThreadPage } from './agent-state.options.js';
import { idRange } from './id-range.js';
import { threadsKeys } from './thread-keys.js';

const DAY_MS = 86_400_000;
const DEFAULT_MAX_AGE_DAYS = 30;
/** Ten years, as for expiries. */
const MAX_AGE_DAYS = 3_650;
const DEFAULT_PAGE_SIZE = 100;
/** Entries that one script of a clean-up looks at: some milliseconds. */
const CLEANUP_STEP = 200;

/** Which threads a tenant has. */
export abstract class ThreadIndexRepository extends TenantRepository {
  /** Keys of the threads; their first word may be the store's own. */
  protected readonly keys: KeyFactory;
  protected readonly pool: PoolAlias;

  constructor(scope: TenantScope, { pool, keyPrefix }: Pick<ResolvedAgentOptions, 'pool' | 'keyPrefix'>) {
    super(scope);
    this.pool = pool;
    const { keys } = scope.runtime;
    this.keys =
      keyPrefix === undefined ? keys : keys.withPrefixes({ thread: keyPrefix, threads: `${keyPrefix}s` });
  }

  /**
   * Ids of the tenant's threads in byte order, page by page.
   * @throws InvalidArgumentError | InvalidKeyPartError
   */
  async list({ prefix, cursor, limit = DEFAULT_PAGE_SIZE }: ListThreadsOptions = {}): Promise<ThreadPage> {
    assertLimit(limit);
    const { from, to } = idRange(this.keys, prefix, entryCursor(cursor));
    const keys = this.threads();
    return this.executeRead<ThreadPage>(
      { operation: 'list', pool: this.pool, key: keys.byId },
      async (client) => {
        const segments = await client.zrangebylex(keys.byId, from, to, 'LIMIT', 0, limit);
        const exist = await Promise.all(
          segments.map(async (segment) => client.exists(keys.keys[0] + segment)),
        );
        const isThere = (_segment: string, at: number): boolean => exist[at] === 1;
        await this.prune(
          client,
          segments.filter((segment, at) => !isThere(segment, at)),
        );
        return {
          threadIds: segments.filter(isThere).map((segment) => this.idOf(segment)),
          cursor: segments.length < limit ? null : (segments.at(-1) ?? null),
        };
      },
      { threadIds: [], cursor: null },
    );
  }

  /**
   * How many threads the tenant has. Expired ones are not counted; one that something else than this store removed is
   * counted until a read of it, a page of `list` or its expiry shows that it is gone.
   */
  async count(): Promise<number> {
    const keys = this.threads();
    const call = { operation: 'count', pool: this.pool, key: keys.byExpiry };
    return this.executeRead(call, async (client) => threadsCount(client, keys), 0);
  }

  /**
   * Removes threads that were last written more than `maxAgeDays` ago, whatever their expiry, and forgets those that
   * Redis has let expire. In bounded steps: other callers go on meanwhile.
   * @param maxAgeDays more than 0, at most 3,650; fractions allowed @default 30
   * @returns how many threads were removed
   * @throws InvalidArgumentError
   */
  async cleanupExpired(maxAgeDays: number = DEFAULT_MAX_AGE_DAYS): Promise<number> {
    if (!(typeof maxAgeDays === 'number' && maxAgeDays > 0 && maxAgeDays <= MAX_AGE_DAYS)) {
      const given = typeof maxAgeDays === 'number' ? String(maxAgeDays) : describeType(maxAgeDays);
      throw new InvalidArgumentError('maxAgeDays', `more than 0 and at most ${MAX_AGE_DAYS} days`, given);
    }
    const keys = this.threads();
    const maxAgeMs = Math.max(1, Math.round(maxAgeDays * DAY_MS));
    return this.execute(
      { operation: 'cleanupExpired', pool: this.pool, key: keys.byUpdate },
      async (client) => {
        let total = 0;
        for (;;) {
          const { removed, lookedAt } = await threadsCleanup(client, keys, maxAgeMs, CLEANUP_STEP);
          total += removed;
          if (lookedAt < CLEANUP_STEP) return total;
        }
      },
    );
  }

  /** What the keys of the tenant's threads have in common. */
  protected threads(): ThreadsKeys {
    return threadsKeys(this.keys, this.tenant());
  }

  /** The id that stands in a key. */
  protected idOf(segment: string): string {
    return this.keys.threadIdOf(segment) ?? segment;
  }

  /** Forgets threads that a read has not found. @returns how many of them are forgotten */
  protected async prune(client: RedisClient, segments: readonly string[]): Promise<number> {
    if (segments.length === 0) return 0;
    try {
      return await threadsPrune(client, this.threads(), segments);
    } catch (error) {
      // A read has its answer already; a later one tidies up.
      this.runtime.logger.warn(
        `Index entries of expired threads were not removed: ${error instanceof Error ? error.message : 'unknown error'}`,
        'AgentStateRepository',
      );
      return 0;
    }
  }
}
