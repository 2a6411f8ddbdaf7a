import { escapeGlob, STANDARD_POOL_DATABASES } from '@tenantry/redis';
import { Redis } from 'ioredis';
import { SAFE_SETTINGS } from '../harness/safe-settings.js';

const SCAN_COUNT = 1_000;

/** The rival: all keys of triggers are walked, a thousand at a time, and those of the identifier removed. */
export class ScanRival {
  readonly #redis: Redis;

  constructor(url: string) {
    this.#redis = new Redis(`${url}/${STANDARD_POOL_DATABASES.expiry}`, SAFE_SETTINGS);
  }

  /** @returns how many there were */
  async deleteAllByIdentifier(tenant: string, identifier: string): Promise<number> {
    const pattern = `${escapeGlob(tenant)}:EXPTRIGGER:*:${escapeGlob(identifier)}`;
    let removed = 0;
    let cursor = '0';
    do {
      const [next, keys] = await this.#redis.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT);
      if (keys.length > 0) removed += await this.#redis.unlink(...keys);
      cursor = next;
    } while (cursor !== '0');
    return removed;
  }

  close(): void {
    this.#redis.disconnect();
  }
}
