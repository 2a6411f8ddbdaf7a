import { setTimeout as delay } from 'node:timers/promises';
import type { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import type { RedisPoolEvents } from '../../../../libs/redis/src/connections/redis-pool.events.js';
import { uniqueName } from '../../../support/unique-name.js';

const POOL = 'user';
const PAUSE_MS = 5;

/** Somebody who uses another pool, on another server, and should not notice anything. */
export class Bystander {
  readonly #errors: string[] = [];
  readonly #ended: Promise<void>;
  #isOver = false;

  constructor(
    private readonly manager: RedisConnectionManager,
    events: RedisPoolEvents,
  ) {
    events.on('stateChanged', ({ pool, from, to, reason }) => {
      if (pool !== 'default') this.#errors.push(`${pool}: ${from} -> ${to}, ${reason}`);
    });
    this.#ended = this.#callOn();
  }

  /** What went wrong. */
  async stop(): Promise<readonly string[]> {
    this.#isOver = true;
    await this.#ended;
    const { databaseStats } = this.manager.statistics();
    for (const { databaseName, state } of Object.values(databaseStats)) {
      if (databaseName !== 'default' && state !== 'HEALTHY') this.#errors.push(`${databaseName} is ${state}`);
    }
    return this.#errors;
  }

  async #callOn(): Promise<void> {
    const key = uniqueName('bystander');
    for (let count = 1; !this.#isOver; count += 1) {
      try {
        const reply = await this.manager.client(POOL).incr(key);
        if (reply !== count) this.#errors.push(`${reply} instead of ${count}`);
      } catch (error) {
        this.#errors.push(String(error));
      }
      await delay(PAUSE_MS);
    }
    await this.manager.client(POOL).unlink(key);
  }
}
