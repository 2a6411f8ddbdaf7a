import { TenantRepository } from '../../../libs/redis/src/repositories/tenant.repository.js';
import { RedisScript } from '../../../libs/redis/src/scripts/redis-script.js';
import { uniqueName } from '../../support/unique-name.js';

/** Counts, and writes nothing. */
export const length = new RedisScript(
  'length',
  1,
  `#!lua flags=no-writes\nreturn redis.call('LLEN', KEYS[1]) -- ${uniqueName('text')}`,
  Number,
);
/** Removes one before it counts. */
export const trim = new RedisScript(
  'trim',
  1,
  `#!lua\nredis.call('LPOP', KEYS[1]) return redis.call('LLEN', KEYS[1])`,
  Number,
);

/** A repository as an application writes one. */
export class Visits extends TenantRepository {
  async add(page: string): Promise<number> {
    const call = { operation: 'add', pool: 'default', key: this.key('visits', page) } as const;
    return this.execute(call, async (client) => client.rpush(call.key, 'x'));
  }

  /** How many different ones, as far as a HyperLogLog knows: a command that Redis itself does not call read-only. */
  async visitors(page: string, ...added: readonly string[]): Promise<number> {
    const key = this.key('visitors', page);
    const call = { operation: 'visitors', pool: 'default', key, readFrom: 'replica' } as const;
    if (added.length > 0) await this.execute(call, async (client) => client.pfadd(key, ...added));
    return this.executeRead(call, async (client) => client.pfcount(key), 0);
  }

  async count(page: string, script = length): Promise<number> {
    const call = {
      operation: 'count',
      pool: 'default',
      key: this.key('visits', page),
      readFrom: 'replica',
    } as const;
    return this.executeRead(call, async (client) => script.run(client, [call.key], []), 0);
  }
}
