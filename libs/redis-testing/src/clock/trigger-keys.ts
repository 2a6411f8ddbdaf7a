import {
  ExpirySchedule,
  RedisScript,
  type PoolAlias,
  type PoolClients,
  type RedisOperations,
} from '@tenantry/redis';

/**
 * Takes time off a key's expiry. One that would be over ends in a millisecond: that is an expiry, and 0 is a deletion.
 * The library's own keys stay a while, until their triggers have been claimed by the clock of the test, however slow
 * the machine is: one that expired before would look like another program's.
 */
const AGE_KEY = new RedisScript(
  'age-key',
  1,
  `#!lua
local ttl = redis.call('PTTL', KEYS[1])
if ttl <= 0 then return ttl end
local value = redis.pcall('GETRANGE', KEYS[1], 0, -1)
local least = value == ARGV[2] and math.min(ttl, 30000) or 1
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.max(least, ttl - tonumber(ARGV[1]))))
return ttl
`,
  Number,
);

/** What {@link TriggerKeys} works with. */
export interface TriggerKeysParts {
  readonly schedule: ExpirySchedule;
  readonly clients: PoolClients;
  readonly operations: RedisOperations;
}

/** A key beside a trigger, or one that another program has set to be a trigger. */
interface TriggerKey {
  readonly pool: PoolAlias;
  readonly key: string;
}

/** The keys with a TTL that stand beside triggers: the server counts their time, so they have to be aged by hand. */
export class TriggerKeys {
  readonly #parts: TriggerKeysParts;

  constructor(parts: TriggerKeysParts) {
    this.#parts = parts;
  }

  /** Schedules the triggers of keys that other programs have set. Those that are scheduled stay as they are. */
  async takeOver(): Promise<void> {
    const { schedule } = this.#parts;
    const keys = await this.#all();
    await Promise.all(keys.map(async ({ key, pool }) => schedule.takeOverKey(key, { pool })));
  }

  /** Lets `ms` pass for all of them. */
  async age(ms: number): Promise<void> {
    const { clients } = this.#parts;
    const keys = await this.#all();
    await Promise.all(
      keys.map(async ({ key, pool }) =>
        AGE_KEY.run(clients.client(pool), [key], [ms, ExpirySchedule.ownKeyValue]),
      ),
    );
  }

  async #all(): Promise<TriggerKey[]> {
    const { schedule, operations } = this.#parts;
    const found = new Map<string, TriggerKey>();
    for (const pool of schedule.pools()) {
      for await (const key of operations.scanKeys('*:*:*', { alias: pool })) {
        if (schedule.parseKey(key) !== null) found.set(`${pool} ${key}`, { pool, key });
      }
    }
    return [...found.values()];
  }
}
