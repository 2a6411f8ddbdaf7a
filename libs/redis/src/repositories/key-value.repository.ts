import { decodeValue } from '../codec/hash-codec.js';
import type { TenantId } from '../common/tenant-id.js';
import type { DefaultTtl } from '../config/ttl-options.js';
import type { RedisClient } from '../connections/pool-clients.js';
import { valueSet } from '../scripts/value-set.script.js';
import { RecordRepository } from './record.repository.js';
import type { ReadValueOptions, WriteOptions } from './repository-options.js';

/**
 * Plain values of the tenant, by key: strings in pool `default`, key `<tenant>:<key>`. They do not expire unless
 * `ttlSeconds` or the module's `ttl.keyValue` says so.
 */
export class KeyValueRepository extends RecordRepository {
  /**
   * The value, or null if there is none.
   * @throws ModelValidationError
   */
  get(key: string, options?: ReadValueOptions<never>): Promise<unknown>;
  get<T extends object>(key: string, options: ReadValueOptions<T>): Promise<T | null>;
  get(key: string, options?: ReadValueOptions): Promise<unknown> {
    const read = (client: RedisClient, redisKey: string): Promise<string | null> => client.get(redisKey);
    return this.read<string | null, unknown>('get', key, options, null, read, (text) =>
      text === null ? null : decodeValue(this.runtime.codec, text, 'value', options?.model),
    );
  }

  /**
   * Replaces the value.
   * @returns true if the key is new
   * @throws UnsupportedValueError
   * @throws WrongTypeError if the key holds another Redis type: it is not replaced
   */
  set(key: string, value: unknown, options?: WriteOptions): Promise<boolean> {
    return this.write('set', key, options, (client, record, ttl) =>
      valueSet(client, record.keys[0], ttl, this.runtime.codec.encode(value, 'value')),
    );
  }

  /**
   * Sets the value unless the key exists: of several callers at the same time, one succeeds.
   * @returns true if this call set it
   * @throws UnsupportedValueError
   */
  setIfAbsent(key: string, value: unknown, options?: WriteOptions): Promise<boolean> {
    return this.write('setIfAbsent', key, options, async (client, { keys: [redisKey] }, [, milliseconds]) => {
      const text = this.runtime.codec.encode(value, 'value');
      const reply =
        milliseconds === -1
          ? await client.set(redisKey, text, 'NX')
          : await client.set(redisKey, text, 'PX', milliseconds, 'NX');
      return reply === 'OK';
    });
  }

  protected override keyOf(tenant: TenantId, key: string): string {
    return this.runtime.keys.keyValue(tenant, key);
  }

  protected override defaultTtl(tenant: TenantId): DefaultTtl {
    return this.runtime.ttlDefaults(tenant).keyValue;
  }
}
