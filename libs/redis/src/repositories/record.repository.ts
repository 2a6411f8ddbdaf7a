import type { PoolAlias } from '../common/pool-alias.js';
import type { TenantId } from '../common/tenant-id.js';
import type { DefaultTtl } from '../config/ttl-options.js';
import type { RedisClient } from '../connections/pool-clients.js';
import { secondsLeft } from '../operations/expiry-seconds.js';
import { isOne } from '../scripts/is-one.js';
import type { IndexedKey } from '../scripts/indexed-key.js';
import { renewTtl } from '../scripts/renew-ttl.script.js';
import type { TtlArguments } from '../scripts/ttl-arguments.js';
import { translateError } from '../connections/translate-reply.js';
import { runRead } from './read-from.js';
import type { PoolOption, ReadSourceOptions, WriteOptions } from './repository-options.js';
import { TenantRepository } from './tenant.repository.js';
import { ttlArguments } from './ttl-seconds.js';

const NOTHING: readonly string[] = [];

/** Records of any Redis type, each under a key that its id determines. */
export abstract class RecordRepository extends TenantRepository {
  /** Pool of the records, unless a call names another. */
  protected readonly pool: PoolAlias = 'default';

  /** Key of a record. @throws InvalidKeyPartError */
  protected abstract keyOf(tenant: TenantId, id: string): string;

  /** Key of a record with what its indexes need; without indexes the key alone. @throws InvalidKeyPartError */
  protected indexedKey(tenant: TenantId, id: string): IndexedKey {
    return { keys: [this.keyOf(tenant, id)], indexArguments: NOTHING };
  }

  /** Expiry of the tenant's new records, for writes that do not say `ttlSeconds`. */
  protected defaultTtl(tenant: TenantId): DefaultTtl {
    return this.runtime.ttlDefaults(tenant).defaultSeconds;
  }

  /** Removes a record. @returns true if there was one */
  delete(id: string, options?: PoolOption): Promise<boolean> {
    return this.write('delete', id, options, async (client, { keys: [key] }) =>
      isOne(await client.unlink(key)),
    );
  }

  /** Whether there is a record. */
  exists(id: string, options?: ReadSourceOptions): Promise<boolean> {
    return this.read('exists', id, options, false, (client, key) => client.exists(key), isOne);
  }

  /**
   * Seconds until the record expires, with fractions down to the millisecond; `'none'` if it never does; null if
   * there is no record.
   */
  ttl(id: string, options?: ReadSourceOptions): Promise<number | 'none' | null> {
    return this.read('ttl', id, options, null, (client, key) => client.pttl(key), secondsLeft);
  }

  /**
   * Renews the expiry as a write does, without writing: `ttlSeconds` as in {@link WriteOptions}.
   * @returns false if there is no record
   * @throws InvalidArgumentError for a `ttlSeconds` out of range
   */
  renewTtl(id: string, options?: WriteOptions): Promise<boolean> {
    return this.write('renewTtl', id, options, renewTtl);
  }

  /** One command that changes a record. Everything the caller got wrong is thrown before anything is sent. */
  protected async write<T>(
    operation: string,
    id: string,
    options: WriteOptions | undefined,
    command: (client: RedisClient, record: IndexedKey, ttl: TtlArguments) => T | Promise<T>,
    field?: string,
  ): Promise<T> {
    const pool = options?.pool ?? this.pool;
    const tenant = this.tenant();
    const record = this.indexedKey(tenant, id);
    const ttl = ttlArguments(options?.ttlSeconds, this.defaultTtl(tenant));
    try {
      return await command(this.client(pool), record, ttl);
    } catch (error) {
      throw translateError(error, { operation, pool, key: record.keys[0], field });
    }
  }

  /** One command that reads a record, and what its reply means; `empty` is the answer of `errors: 'fallback'`. */
  protected async read<Reply, T>(
    operation: string,
    id: string,
    options: ReadSourceOptions | undefined,
    empty: T,
    command: (client: RedisClient, key: string) => Promise<Reply>,
    answerOf: (reply: Reply) => T,
  ): Promise<T> {
    const pool = options?.pool ?? this.pool;
    const key = this.keyOf(this.tenant(), id);
    try {
      const readFrom = options?.readFrom;
      const reply =
        readFrom === undefined
          ? command(this.client(pool), key)
          : runRead(this.runtime.pools, { pool, key, readFrom }, async (client) => command(client, key));
      const answer = answerOf(await reply);
      this.runtime.statistics.countRead(answer !== empty);
      return answer;
    } catch (error) {
      return this.afterFailedRead(error, { operation, pool, key }, empty);
    }
  }
}
