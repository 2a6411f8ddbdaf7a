import { randomUUID } from 'node:crypto';
import type { RedisClient } from '../../connections/pool-clients.js';
import { WakeSignal } from '../../resilience/wake-signal.js';
import type { BridgeKeys } from './bridge-keys.js';

/** Longest wait for the event of a key that is known to have expired. */
const EVENT_TIMEOUT_MS = 1_000;
const EXPIRY_POLL_MS = 5;

/** Finds out by trial whether expiries are announced, where the server does not say. */
export class NotificationProbe {
  readonly #client: RedisClient;
  readonly #keys: BridgeKeys;
  readonly #seen = new WakeSignal();
  #key: string | undefined;

  constructor(client: RedisClient, keys: BridgeKeys) {
    this.#client = client;
    this.#keys = keys;
  }

  /** To be told of every key that expired. */
  observe(key: string): void {
    if (key !== this.#key) return;
    this.#key = undefined;
    this.#seen.notify();
  }

  /**
   * Lets a key expire and waits for the event. Redis may take minutes to notice that a key has expired, unless somebody
   * asks for it: so it is asked for.
   * @returns whether the event came
   * @throws ConnectivityError, ReplyError where the user may not write the key
   */
  async run(): Promise<boolean> {
    const key = this.#keys.probe(randomUUID());
    this.#key = key;
    await this.#client.set(key, '', 'PX', 1);
    while ((await this.#client.exists(key)) === 1) await this.#seen.wait(EXPIRY_POLL_MS);
    if (this.#isSeen(key)) return true;
    await this.#seen.wait(EVENT_TIMEOUT_MS);
    return this.#isSeen(key);
  }

  #isSeen(key: string): boolean {
    return this.#key !== key;
  }
}
