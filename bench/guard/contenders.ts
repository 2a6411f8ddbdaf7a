import { createHash } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RedisConnectionManager, RedisModule } from '@tenantry/redis';
import { Redis } from 'ioredis';
import { coalesceWrites } from '../../libs/redis/src/connections/write-coalescing.js';

/**
 * The client of a pool; the same without the guard; and ioredis' own way of sending commands together, with the same
 * options otherwise.
 */
export const CONTENDERS = ['guarded', 'unguarded', 'ioredis'] as const;
export type ContenderName = (typeof CONTENDERS)[number];

/** What is measured: a read, a write of seven fields, a script. */
export const OPERATIONS = ['get', 'hset', 'evalsha'] as const;
export type Operation = (typeof OPERATIONS)[number];

const KEYS = 1_000;
const SCRIPT = "return redis.call('INCR', KEYS[1])";
const SHA1 = createHash('sha1').update(SCRIPT).digest('hex');

type Client = Pick<Redis, 'get' | 'hset' | 'evalsha'>;
type Call = (index: number) => Promise<unknown>;

export class Contenders {
  readonly #calls: Record<ContenderName, Record<Operation, Call>>;

  private constructor(
    private readonly app: INestApplicationContext,
    guarded: Client,
    private readonly unguarded: Redis,
    private readonly ioredis: Redis,
  ) {
    this.#calls = { guarded: callsOf(guarded), unguarded: callsOf(unguarded), ioredis: callsOf(ioredis) };
  }

  static async start(url: string): Promise<Contenders> {
    const app = await NestFactory.createApplicationContext(RedisModule.forRoot({ url, env: false }), {
      logger: ['error', 'warn'],
    });
    const guarded = app.get(RedisConnectionManager).client('default');
    if (!(guarded instanceof Redis)) throw new TypeError('The benchmark needs a single server.');
    const options = { ...guarded.options, replyMapping: 'legacy', lazyConnect: false } as const;
    const unguarded = new Redis(options);
    coalesceWrites(unguarded);
    const ioredis = new Redis({ ...options, enableAutoPipelining: true });
    await ioredis.script('LOAD', SCRIPT);
    return new Contenders(app, guarded, unguarded, ioredis);
  }

  callOf(name: ContenderName, operation: Operation): Call {
    return this.#calls[name][operation];
  }

  async close(): Promise<void> {
    this.unguarded.disconnect();
    this.ioredis.disconnect();
    await this.app.close();
  }
}

function callsOf(client: Client): Record<Operation, Call> {
  return {
    get: async (index) => client.get(`guard:text:${index % KEYS}`),
    hset: async (index) =>
      client.hset(
        `guard:hash:${index % KEYS}`,
        ...['id', index, 'name', 'Ada', 'email', 'ada@example.com', 'score', 17, 'active', 'true'],
        ...['plan', 'free', 'city', 'London'],
      ),
    evalsha: async (index) => client.evalsha(SHA1, 1, `guard:count:${index % KEYS}`),
  };
}
