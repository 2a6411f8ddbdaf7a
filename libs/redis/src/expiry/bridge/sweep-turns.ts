import type { RedisClient } from '../../connections/pool-clients.js';
import type { BridgeKeys } from './bridge-keys.js';

/** Longest time a sweeper may be silent before another one takes over. */
export const SWEEPER_LEASE_MS = 15_000;

/**
 * Lets one process of the fleet sweep at a time, and the others know that theirs is done with it. Each gap draws a
 * number; a sweep that begins later answers all numbers drawn before. So a fleet that starts together sweeps twice at
 * most, however many processes it has, and a sweeper that dies is replaced.
 *
 * The lock saves work and protects nothing: two sweeps at once do no harm.
 */
export class SweepTurns {
  readonly #client: RedisClient;
  readonly #keys: BridgeKeys;
  readonly #owner: string;

  /** @param owner id of this process */
  constructor(client: RedisClient, keys: BridgeKeys, owner: string) {
    this.#client = client;
    this.#keys = keys;
    this.#owner = owner;
  }

  /** Asks for a sweep. @returns its number */
  async ask(): Promise<number> {
    return this.#client.hincrby(this.#keys.sweeps, 'asked', 1);
  }

  /** Whether somebody's sweep has answered the number. */
  async isAnswered(number: number): Promise<boolean> {
    return (await this.#read('done')) >= number;
  }

  /** Begins a sweep, unless another process is at it. @returns the last number it answers */
  async begin(): Promise<number | undefined> {
    const lock = await this.#client.set(this.#keys.sweeper, this.#owner, 'PX', SWEEPER_LEASE_MS, 'NX');
    return lock === 'OK' ? this.#read('asked') : undefined;
  }

  /** Says that the sweep goes on; at least every third of {@link SWEEPER_LEASE_MS}. */
  async goOn(): Promise<void> {
    await this.#client.pexpire(this.#keys.sweeper, SWEEPER_LEASE_MS);
  }

  /** Ends the sweep. @param answered what {@link SweepTurns.begin} returned; left out, if it was not finished */
  async end(answered?: number): Promise<void> {
    if (answered !== undefined) await this.#client.hset(this.#keys.sweeps, 'done', answered);
    if ((await this.#client.get(this.#keys.sweeper)) === this.#owner)
      await this.#client.del(this.#keys.sweeper);
  }

  async #read(field: 'asked' | 'done'): Promise<number> {
    return Number((await this.#client.hget(this.#keys.sweeps, field)) ?? 0);
  }
}
