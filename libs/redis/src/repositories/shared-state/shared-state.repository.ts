import type { PoolAlias } from '../../common/pool-alias.js';
import type { TenantId } from '../../common/tenant-id.js';
import type { DefaultTtl } from '../../config/ttl-options.js';
import { MissingUserError } from '../../context/context.errors.js';
import { TenantContext } from '../../context/tenant-context.js';
import { keyPartProblem } from '../../keys/key-segment.js';
import { hashDelete } from '../../scripts/hash-delete.script.js';
import { isOne } from '../../scripts/is-one.js';
import { HashRepository } from '../hash.repository.js';
import { entryTextOfSegment } from '../indexes/entry-text.js';
import { pruneEntries } from '../indexes/prune-entries.js';
import { readEntries, type EntryPage } from '../indexes/read-entries.js';
import type { ReadAt } from '../indexes/read-records.js';
import { mayReadFromReplica, readerOf } from '../read-from.js';
import type { RecordIndexing } from '../indexes/record-indexing.js';
import { reindexStep } from '../indexes/reindex.js';
import type { PoolOption, ReadSourceOptions } from '../repository-options.js';
import { MAX_PAGE_SIZE, type ReindexOptions, type ReindexStep } from '../search-options.js';
import type { TenantScope } from '../tenant-scope.js';
import { sharedStateIndexing, userSegment, userStatesKey } from './shared-state-indexing.js';
import { SharedStateOfUsers } from './shared-state-of-users.js';

/**
 * Scratch space that tools and agents share, for each user of the tenant, by the name of the state: hashes in pool
 * `symphony_shared_state`, key `<tenant>:SS:<state>:<userId>`. The user is that of the running `TenantContext`, unless
 * `.of(userId)` names one.
 * ```ts
 * await sharedState.upsert('conversation', { step: 1 });
 * await sharedState.list();                              // ['conversation']
 * await sharedState.of('u2').clearAll();
 * ```
 * All methods of a repository without a user throw `MissingUserError` where the context has none.
 */
export class SharedStateRepository extends HashRepository {
  protected override readonly pool: PoolAlias = 'symphony_shared_state';
  readonly #scope: TenantScope;
  readonly #userId: string | undefined;

  constructor(scope: TenantScope, userId?: string) {
    super(scope);
    this.#scope = scope;
    this.#userId = userId;
  }

  /** The states of a user named on purpose. */
  of(userId: string): SharedStateRepository {
    return new SharedStateRepository(this.#scope, userId);
  }

  /** One state of all users, by user id. */
  named(state: string): SharedStateOfUsers {
    return new SharedStateOfUsers(this.#scope, state);
  }

  /** Names of the user's states, in alphabetical order of their keys. */
  async list({ pool = this.pool, readFrom }: ReadSourceOptions = {}): Promise<string[]> {
    const user = this.#ofUser();
    return this.executeRead<string[]>(
      { operation: 'list', pool, key: user.index },
      async (client) => {
        const names: string[] = [];
        const readAt = readerOf(this.runtime.pools, { pool, readFrom });
        for await (const states of this.#pages(readAt, user)) {
          const exist = await Promise.all(
            states.map(async ({ key }) => isOne(await readAt(key, (source) => source.exists(key)))),
          );
          names.push(...states.filter((_state, at) => exist[at]).map(({ name }) => name));
          // A replica may only be behind.
          if (mayReadFromReplica(readFrom)) continue;
          const stale = states.filter((_state, at) => exist[at] === false).map(({ suffix }) => suffix);
          await pruneEntries(client, this.runtime, { ...user, field: undefined }, stale);
        }
        return names;
      },
      [],
    );
  }

  /** Removes all states of the user; one that is written meanwhile may stay. @returns how many were removed */
  async clearAll({ pool = this.pool }: PoolOption = {}): Promise<number> {
    const user = this.#ofUser();
    return this.execute({ operation: 'clearAll', pool, key: user.index }, async (client) => {
      let removed = 0;
      for await (const states of this.#pages(readerOf(this.runtime.pools, { pool }), user)) {
        const outcomes = await Promise.all(
          states.map(async ({ name }) => hashDelete(client, this.indexedKey(user.tenant, name))),
        );
        removed += outcomes.filter(Boolean).length;
      }
      return removed;
    });
  }

  /** See {@link SharedStateOfUsers.reindex}, for all states of all users of the tenant. */
  async reindex({ cursor, pool = this.pool }: ReindexOptions = {}): Promise<ReindexStep> {
    const tenant = this.tenant();
    const { keys } = this.runtime;
    const prefix = keys.sharedStates(tenant);
    return this.execute({ operation: 'reindex', pool, key: prefix }, async (client) =>
      reindexStep(client, keys, prefix, cursor, (suffix) => {
        const [state = '', userId = ''] = suffix.split(':').map((segment) => keys.idOf(segment));
        const isState = keyPartProblem(state) === undefined && keyPartProblem(userId) === undefined;
        return isState ? this.of(userId).indexedKey(tenant, state) : undefined;
      }),
    );
  }

  protected override keyOf(tenant: TenantId, state: string): string {
    return this.runtime.keys.sharedState(tenant, state, this.#user(tenant));
  }

  protected override indexing(tenant: TenantId, state: string): RecordIndexing {
    return sharedStateIndexing(this.runtime, tenant, state, this.#user(tenant));
  }

  protected override defaultTtl(tenant: TenantId): DefaultTtl {
    return this.runtime.ttlDefaults(tenant).sharedState;
  }

  /** The context's user belongs to the context's tenant: no other tenant's states are that user's. */
  #user(tenant: TenantId): string {
    if (this.#userId !== undefined) return this.#userId;
    const identity = TenantContext.current();
    if (identity?.userId === undefined || identity.tenant !== tenant)
      throw new MissingUserError('sharedState');
    return identity.userId;
  }

  #ofUser(): UserStates {
    const tenant = this.tenant();
    const { keys } = this.runtime;
    const segment = userSegment(keys, tenant, this.#user(tenant));
    return {
      tenant,
      index: userStatesKey(keys, tenant),
      prefix: keys.sharedStates(tenant),
      segment,
      text: entryTextOfSegment(segment),
    };
  }

  async *#pages(readAt: ReadAt, user: UserStates): AsyncGenerator<StateEntry[]> {
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const from: string | undefined = cursor;
      const page: EntryPage = await readAt(user.index, async (client) =>
        readEntries(client, user.index, user.text, from, MAX_PAGE_SIZE),
      );
      yield page.suffixes.map((suffix) => ({
        suffix,
        key: this.runtime.keys.recordKey(user.prefix, suffix),
        name: this.runtime.keys.idOf(suffix.slice(0, -user.segment.length - 1)),
      }));
      cursor = page.cursor;
    }
  }
}

/** Where the states of one user are found. */
interface UserStates {
  readonly tenant: TenantId;
  readonly index: string;
  readonly prefix: string;
  readonly segment: string;
  readonly text: string;
}

interface StateEntry {
  readonly suffix: string;
  readonly key: string;
  readonly name: string;
}
