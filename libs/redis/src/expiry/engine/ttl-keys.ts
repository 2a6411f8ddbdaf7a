import type { PoolAlias } from '../../common/pool-alias.js';
import type { PoolClients, RedisClient } from '../../connections/pool-clients.js';
import { translateError } from '../../connections/translate-reply.js';
import { triggerKeyClaim, type KeyClaim } from '../../scripts/trigger-key-claim.script.js';
import type { TimeShift } from '../../scripts/trigger-partition-keys.js';

/** As `includes/trigger-own-key.lua` has it. */
export const OWN_KEY_VALUE = 'tenantry';

/** What became of the key of one claimed occurrence; an error: nobody knows. */
export type KeyClaimOutcome = KeyClaim | { readonly error: unknown };

/**
 * TTL keys that are in other slots than their triggers: each is a command of its own, sent in one pipeline.
 *
 * The key comes before its trigger, and goes before it. A crash between the two leaves a key that fires although
 * nothing was promised, or a trigger without its key; never a key that fires what was run or cancelled.
 */
export class TtlKeys {
  constructor(
    private readonly pools: PoolClients,
    private readonly pool: PoolAlias,
    private readonly lingerMs: number,
  ) {}

  /** @param keys with the milliseconds until their triggers are due */
  async set(keys: ReadonlyArray<readonly [key: string, delayMs: number]>): Promise<void> {
    await this.#all(
      'schedule of a trigger (its TTL key)',
      keys.map(([key]) => key),
      (client, key, index) => client.set(key, OWN_KEY_VALUE, 'PX', (keys[index]?.[1] ?? 0) + this.lingerMs),
    );
  }

  /** @returns how many there were */
  async remove(keys: readonly string[]): Promise<number> {
    const removed = await this.#all('cancel of a trigger (its TTL key)', keys, (client, key) =>
      client.unlink(key),
    );
    return removed.reduce((sum, count) => sum + count, 0);
  }

  /** Milliseconds the key has left; -1 for ever, -2 gone. */
  async remaining(key: string): Promise<number> {
    const [ttlMs = -2] = await this.#all('takeOver of a key', [key], (client) => client.pttl(key));
    return ttlMs;
  }

  /** When the key expires, by the clock of its own server; -1 never, -2 gone. */
  async expiryTime(key: string): Promise<number> {
    const [timeMs = -2] = await this.#all('takeOver of a key', [key], async (client) => {
      // PEXPIRETIME is of Redis 7.
      if (client.scriptShebang) return Number(await client.call('PEXPIRETIME', key));
      const [[seconds, micros], leftMs] = await Promise.all([client.time(), client.pttl(key)]);
      return leftMs < 0 ? leftMs : Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000) + leftMs;
    });
    return timeMs;
  }

  /** Lets a foreign key outlive its trigger, as keys of the engine do: by no more, or it would look set anew. */
  async prolong(key: string, expiresAtMs: number): Promise<void> {
    await this.#all('takeOver of a key', [key], (client) =>
      // GT, which spares a key that was set anew meanwhile, is of Redis 7.
      client.scriptShebang
        ? client.pexpireat(key, expiresAtMs + this.lingerMs, 'GT')
        : client.pexpireat(key, expiresAtMs + this.lingerMs),
    );
  }

  /** Deletes keys of claimed occurrences without an event. Never rejects. */
  async claim(
    occurrences: ReadonlyArray<{ readonly member: string; readonly dueMs: number }>,
    timeShift: TimeShift,
  ): Promise<readonly KeyClaimOutcome[]> {
    return Promise.all(
      occurrences.map(async ({ member, dueMs }): Promise<KeyClaimOutcome> => {
        try {
          return await triggerKeyClaim(this.pools.client(this.pool), member, dueMs, this.lingerMs, timeShift);
        } catch (error) {
          const call = { operation: 'claim of a TTL key', pool: this.pool, key: member };
          return { error: translateError(error, call) };
        }
      }),
    );
  }

  async #all<T>(
    operation: string,
    keys: readonly string[],
    command: (client: RedisClient, key: string, index: number) => Promise<T>,
  ): Promise<T[]> {
    return Promise.all(
      keys.map(async (key, index) => {
        try {
          return await command(this.pools.client(this.pool), key, index);
        } catch (error) {
          throw translateError(error, { operation, pool: this.pool, key });
        }
      }),
    );
  }
}
