import { escapeGlob, STANDARD_POOL_DATABASES } from '@tenantry/redis';
import { Redis } from 'ioredis';
import { SAFE_SETTINGS } from '../harness/safe-settings.js';

const SCAN_COUNT = 1_000;

/** Finding a user without an index: all keys of the tenant's users, a thousand at a time, their fields in pipelines. */
export class ScanRival {
  readonly #redis: Redis;

  constructor(url: string) {
    this.#redis = new Redis(`${url}/${STANDARD_POOL_DATABASES.user}`, SAFE_SETTINGS);
  }

  /** Stops at the first hit; undefined after a walk through all keys. */
  async findByField(
    tenant: string,
    field: string,
    value: string,
  ): Promise<Record<string, string> | undefined> {
    const pattern = `${escapeGlob(tenant)}:user:*`;
    let cursor = '0';
    do {
      const [next, keys] = await this.#redis.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT);
      const hit = await this.#keyHolding(keys, field, value);
      if (hit !== undefined) return this.#redis.hgetall(hit);
      cursor = next;
    } while (cursor !== '0');
    return undefined;
  }

  close(): void {
    this.#redis.disconnect();
  }

  async #keyHolding(keys: readonly string[], field: string, value: string): Promise<string | undefined> {
    const pipeline = this.#redis.pipeline();
    for (const key of keys) pipeline.hget(key, field);
    const replies = (await pipeline.exec()) ?? [];
    return keys[replies.findIndex(([, stored]) => stored === value)];
  }
}
