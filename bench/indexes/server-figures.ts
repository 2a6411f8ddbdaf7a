import { DEFAULT_KEY_PREFIXES, KeyFactory, parseTenantId, STANDARD_POOL_DATABASES } from '@tenantry/redis';
import { Redis } from 'ioredis';
import { SAFE_SETTINGS } from '../harness/safe-settings.js';
import { figureOf, serverCpuMicros } from '../harness/server-cpu.js';

/** What the server itself says, on a connection beside those that are measured. */
export class ServerFigures {
  readonly #redis: Redis;
  readonly #keys = new KeyFactory({ hashTag: false, layout: 'percent', prefixes: DEFAULT_KEY_PREFIXES });

  constructor(url: string) {
    // Emptying a large database takes longer than any command of an application may.
    this.#redis = new Redis(`${url}/${STANDARD_POOL_DATABASES.user}`, {
      ...SAFE_SETTINGS,
      commandTimeout: 60_000,
    });
  }

  /** Microseconds of CPU the server has used. */
  async cpuMicros(): Promise<number> {
    return serverCpuMicros(this.#redis);
  }

  async usedMemory(): Promise<number> {
    return figureOf(await this.#redis.info('memory'), 'used_memory');
  }

  /** Entries in the index of a field of users. */
  async userIndexSize(tenant: string, field: string): Promise<number> {
    return this.#redis.zcard(this.#keys.index(parseTenantId(tenant), 'user', field));
  }

  async empty(): Promise<void> {
    await this.#redis.flushall('SYNC');
  }

  close(): void {
    this.#redis.disconnect();
  }
}
