import { Redis } from 'ioredis';
import { SAFE_SETTINGS } from '../harness/safe-settings.js';
import { figureOf, serverCpuMicros } from '../harness/server-cpu.js';

/** How eagerly the server looks for expired keys: `hz` and `active-expire-effort`. */
export interface ExpirySpeed {
  readonly hz: number;
  readonly effort: number;
}

/** What a server does unless told otherwise. */
export const USUAL_SPEED: ExpirySpeed = { hz: 10, effort: 1 };
/** As fast as anybody sets it. */
export const HIGH_SPEED: ExpirySpeed = { hz: 100, effort: 10 };

/** Asks and sets the server, on a connection beside those that are measured. */
export class ServerProbe {
  readonly #redis: Redis;

  constructor(url: string) {
    // Emptying a large database takes longer than any command of an application may.
    this.#redis = new Redis(url, { ...SAFE_SETTINGS, commandTimeout: 60_000 });
  }

  /** Microseconds of CPU the server has used. */
  async cpuMicros(): Promise<number> {
    return serverCpuMicros(this.#redis);
  }

  async usedMemory(): Promise<number> {
    return figureOf(await this.#redis.info('memory'), 'used_memory');
  }

  async setExpirySpeed({ hz, effort }: ExpirySpeed): Promise<void> {
    await this.#redis.config('SET', 'hz', hz);
    await this.#redis.config('SET', 'active-expire-effort', effort);
  }

  async empty(): Promise<void> {
    await this.#redis.flushall('SYNC');
  }

  close(): void {
    this.#redis.disconnect();
  }
}
