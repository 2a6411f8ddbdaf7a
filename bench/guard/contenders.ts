import { createHash } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RedisConnectionManager, RedisModule } from '@tenantry/redis';
import { Redis } from 'ioredis';

export type ContenderName = 'guarded' | 'plain';

/** What is measured: a read, a write of seven fields, a script. */
export const OPERATIONS = ['get', 'hset', 'evalsha'] as const;
export type Operation = (typeof OPERATIONS)[number];

const KEYS = 1_000;
const SCRIPT = "return redis.call('INCR', KEYS[1])";
const SHA1 = createHash('sha1').update(SCRIPT).digest('hex');

type Client = Pick<Redis, 'get' | 'hset' | 'evalsha'>;
type Call = (index: number) => Promise<unknown>;

/** The client of a pool, and plain ioredis with its options. */
export class Contenders {
  readonly names = ['guarded', 'plain'] as const;
  readonly #calls: Record<ContenderName, Record<Operation, Call>>;

  private constructor(
    private readonly app: INestApplicationContext,
    guarded: Client,
    private readonly plain: Redis,
  ) {
    this.#calls = { guarded: callsOf(guarded), plain: callsOf(plain) };
  }

  static async start(url: string): Promise<Contenders> {
    const app = await NestFactory.createApplicationContext(RedisModule.forRoot({ url, env: false }), {
      logger: ['error', 'warn'],
    });
    const guarded = app.get(RedisConnectionManager).client('default');
    if (!(guarded instanceof Redis)) throw new TypeError('The benchmark needs a single server.');
    const plain = new Redis({ ...guarded.options, replyMapping: 'legacy', lazyConnect: false });
    await plain.script('LOAD', SCRIPT);
    return new Contenders(app, guarded, plain);
  }

  callOf(name: ContenderName, operation: Operation): Call {
    return this.#calls[name][operation];
  }

  async close(): Promise<void> {
    this.plain.disconnect();
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
