import type { RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { createHash } from 'node:crypto';

const DATABASES = 16;

/**
 * Looks into the server itself, past the app: what `redis-cli` would show. For a server of one's own that is small:
 * it goes through all keys.
 */
export class RawStore {
  readonly #server: RedisServer;

  constructor(server: RedisServer) {
    this.#server = server;
  }

  /** Fields of a hash as they are stored. */
  async hash(database: number, key: string): Promise<Record<string, string>> {
    const [fields = {}] = await this.hashes(database, [key]);
    return fields;
  }

  /** Fields of several hashes, in the order given; of one that does not exist, none. */
  async hashes(database: number, keys: readonly string[]): Promise<Array<Record<string, string>>> {
    return this.#with(database, async (redis) => Promise.all(keys.map(async (key) => redis.hgetall(key))));
  }

  /** A setting of the server. */
  async setting(name: string): Promise<string | undefined> {
    const [, value] = await this.#with(0, async (redis) => redis.config('GET', name));
    return typeof value === 'string' ? value : undefined;
  }

  /** Version of the server. */
  async version(): Promise<string> {
    const info = await this.#with(0, async (redis) => redis.info('server'));
    return /redis_version:(\S+)/.exec(info)?.[1] ?? 'of unknown version';
  }

  /** Names of the connections to the server but those of this class. */
  async connections(): Promise<string[]> {
    const list = await this.#with(0, async (redis) => redis.client('LIST'));
    const names = String(list)
      .split('\n')
      .map((line) => / name=(\S*)/.exec(line)?.[1] ?? '');
    return names.filter((name) => name !== '').toSorted();
  }

  /** A digest of every key that matches a pattern, by database and name. */
  async digests(pattern: string): Promise<Map<string, string>> {
    const digests = new Map<string, string>();
    for (let database = 0; database < DATABASES; database += 1) {
      await this.#with(database, async (redis) => {
        for (const key of await redis.keys(pattern)) {
          const dump = await redis.dumpBuffer(key);
          digests.set(`${database} ${key}`, createHash('sha256').update(dump).digest('hex'));
        }
      });
    }
    return digests;
  }

  /** A connection for each question: none has to outlive the server. */
  async #with<T>(database: number, ask: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.#server.urlFor(database), {
      lazyConnect: true,
      retryStrategy: () => null,
    });
    redis.on('error', () => undefined); // what is asked fails, and says why
    try {
      return await ask(redis);
    } finally {
      redis.disconnect();
    }
  }
}
