import type { RedisClient } from '../../connections/pool-clients.js';
import { isTemporary } from '../../connections/temporary-failure.js';
import { translateError } from '../../connections/translate-reply.js';
import { backoffDelay, type BackoffBounds } from '../../resilience/backoff.js';
import { WakeSignal } from '../../resilience/wake-signal.js';
import type { BridgeKeys } from './bridge-keys.js';
import type { BridgeLog } from './bridge-log.js';
import type { ForeignKeySweep } from './foreign-key-sweep.js';
import { switchOnNotifications, type NotificationsRefusal } from './keyspace-notifications.js';
import type { ListenedServer } from './listened-servers.js';
import { NotificationProbe } from './notification-probe.js';

const RETRY_BOUNDS: BackoffBounds = { minMs: 100, maxMs: 5_000 };
/** The masters of a cluster are listened to one after the other: one sweep is enough for all. */
const SWEEP_DELAY_MS = 100;

/** What a {@link ListenerUpkeep} works with. */
export interface UpkeepParts {
  readonly client: RedisClient;
  readonly keys: BridgeKeys;
  readonly sweep: ForeignKeySweep;
  readonly log: BridgeLog;
  /** What notifications are to be switched on with; undefined: not to be touched. */
  readonly flags: string | undefined;
}

/**
 * What is to be done whenever a server is listened to, for the first time or again: see to it that it announces
 * expiries, then sweep for what was set while nobody listened. In this order, so that nothing falls between the two.
 */
export class ListenerUpkeep {
  readonly #parts: UpkeepParts;
  readonly #probe: NotificationProbe;
  readonly #noPause = new WakeSignal();
  #isSweepWanted = false;
  #sweeping: Promise<void> | undefined;
  /** Servers that do not let us switch notifications on are asked about and told of once. */
  #refusal: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
    this.#probe = new NotificationProbe(parts.client, parts.keys);
  }

  /** To be told of every key that expired. */
  observe(key: string): void {
    this.#probe.observe(key);
  }

  /**
   * Never rejects.
   * @param isListening whether the server still is listened to: if not, there will be another call
   */
  async onListening(server: ListenedServer, isListening: () => boolean): Promise<void> {
    const { flags } = this.#parts;
    if (flags !== undefined) {
      const what = 'switching on keyspace notifications';
      await this.#untilDone(what, isListening, async () => this.#switchOn(server, flags));
    }
    this.#isSweepWanted = true;
    this.#sweeping ??= this.#sweepWhileWanted();
    await this.#sweeping;
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#parts.sweep.stop();
    this.#noPause.notify();
    await this.#sweeping;
  }

  async #switchOn(server: ListenedServer, flags: string): Promise<void> {
    const refusal = await switchOnNotifications(server, flags);
    if (refusal === undefined) return;
    this.#refusal ??= this.#explain(server, refusal, flags);
    try {
      await this.#refusal;
    } catch (error) {
      this.#refusal = undefined;
      throw error;
    }
  }

  async #explain({ address }: ListenedServer, refusal: NotificationsRefusal, flags: string): Promise<void> {
    const isAnnounced = await this.#probe.run();
    if (!isAnnounced && !this.#stopped) this.#parts.log.notificationsOff(address, refusal, flags);
  }

  async #sweepWhileWanted(): Promise<void> {
    await this.#noPause.wait(SWEEP_DELAY_MS);
    while (this.#isSweepWanted && !this.#stopped) {
      this.#isSweepWanted = false;
      await this.#untilDone(
        'the sweep',
        () => true,
        async () => {
          const beganAt = performance.now();
          const result = await this.#parts.sweep.run();
          if (result !== undefined) this.#parts.log.swept(result, Math.round(performance.now() - beganAt));
        },
      );
    }
    this.#sweeping = undefined;
  }

  /** Tries again as long as the failure may pass; each is logged. Never rejects. */
  async #untilDone(what: string, isWanted: () => boolean, task: () => Promise<void>): Promise<void> {
    const { client, keys, log } = this.#parts;
    for (let failures = 1; !this.#stopped && isWanted(); failures++) {
      try {
        await task();
        return;
      } catch (error) {
        if (this.#stopped) return;
        const failure = translateError(error, { operation: what, pool: client.poolAlias, key: keys.sweeps });
        log.failed(what, failure);
        if (!isTemporary(failure)) return;
        await this.#noPause.wait(backoffDelay(failures, RETRY_BOUNDS));
      }
    }
  }
}
