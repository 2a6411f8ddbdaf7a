import type { LoggerService } from '@nestjs/common';
import { messageOf, stackOf } from '../../common/thrown.js';
import type { NotificationsRefusal } from './keyspace-notifications.js';
import { flagsToSet } from './notification-flags.js';
import type { SweepResult } from './foreign-key-sweep.js';

const CONTEXT = 'KeyspaceBridge';
/** Failures that repeat are told at most so often. */
const QUIET_MS = 10_000;

/** What a {@link BridgeLog} speaks of. */
export interface ListenedChannel {
  readonly alias: string;
  readonly db: number;
  readonly channel: string;
}

/** What the listener of a pool writes to the log: a sentence, and the same as fields. */
export class BridgeLog {
  readonly #logger: LoggerService;
  readonly #listened: ListenedChannel;
  readonly #name: string;
  readonly #toldAt = new Map<string, number>();
  #lost = 0;

  constructor(logger: LoggerService, listened: ListenedChannel) {
    this.#logger = logger;
    this.#listened = listened;
    this.#name = `on alias '${listened.alias}' (db=${listened.db})`;
  }

  starting(): void {
    this.#log(`Expiry listener ${this.#name} channel=${this.#listened.channel}`, {});
  }

  /** @param missedMs how long nothing was heard; undefined the first time */
  subscribed(server: string, missedMs: number | undefined): void {
    const again = missedMs === undefined ? '' : ` again, after ${missedMs} ms`;
    this.#log(`Subscribed to ${this.#listened.channel} of ${server}${again}`, {
      server,
      ...(missedMs === undefined ? {} : { missedMs }),
    });
  }

  unsubscribed(server: string): void {
    this.#log(`Unsubscribed from ${this.#listened.channel} of ${server}, which is no master any more`, {
      server,
    });
  }

  lost(server: string, reason: Error | undefined): void {
    const why = reason === undefined ? '' : ` (${reason.message})`;
    this.#warn(
      `Expiry listener ${this.#name} lost its connection to ${server}${why}; reconnecting. Keys of other programs ` +
        'that expire meanwhile do not fire; own triggers are not concerned.',
      { server },
    );
  }

  subscriptionRefused(server: string, error: unknown): void {
    this.#warn(
      `Expiry listener ${this.#name} may not subscribe to ${this.#listened.channel} of ${server}: ` +
        `${messageOf(error)}. Keys of other programs do not fire; own triggers are not concerned. Allow the channel ` +
        `(ACL SETUSER <user> &${this.#listened.channel}), or set expiry.notifications to 'off'.`,
      { server },
    );
  }

  /** @param wanted the flags that could not be set */
  notificationsOff(server: string, refusal: NotificationsRefusal, wanted: string): void {
    const flags = flagsToSet('', wanted) ?? wanted;
    this.#warn(
      `Keyspace notifications of alias '${this.#listened.alias}' are off and ${server} does not let us switch them on: ` +
        `it refused ${refusal.command} (${refusal.reply}). Keys of other programs do not fire when they expire; own ` +
        `triggers are not concerned. As an administrator of the server run "CONFIG SET notify-keyspace-events ${flags}" ` +
        `(add flags that are set already) and put "notify-keyspace-events ${flags}" into redis.conf; of a managed ` +
        'service set the parameter of that name (ElastiCache, MemoryDB: parameter group; Azure: advanced settings; ' +
        "Memorystore: configuration). Or set expiry.notifications to 'off'.",
      { server, command: refusal.command, flags },
    );
  }

  swept(result: SweepResult, durationMs: number): void {
    const text =
      `Sweep ${this.#name}: found ${result.seen} trigger keys of other programs, scheduled ${result.takenOver} of them, ` +
      `in ${durationMs} ms`;
    this.#log(text, { ...result, durationMs });
  }

  failed(what: string, error: unknown): void {
    if (this.#isQuiet(what)) return;
    this.#logger.error(
      `Expiry listener ${this.#name}: ${what} failed: ${messageOf(error)}`,
      stackOf(error),
      CONTEXT,
    );
  }

  adoptionDelayed(waiting: number, error: Error): void {
    if (this.#isQuiet('delay')) return;
    this.#warn(
      `Expiry listener ${this.#name}: ${waiting} expired key(s) wait to become due, and are tried again: ${error.message}`,
      { waiting },
    );
  }

  adoptionLost(key: string, error: unknown): void {
    this.#lost += 1;
    if (this.#isQuiet('loss')) return;
    this.#logger.error(
      `Expiry listener ${this.#name}: the expiry of ${JSON.stringify(key)} fires nothing (${this.#lost} such so far): ` +
        messageOf(error),
      stackOf(error),
      CONTEXT,
    );
  }

  #isQuiet(what: string): boolean {
    const now = performance.now();
    if (now - (this.#toldAt.get(what) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return true;
    this.#toldAt.set(what, now);
    return false;
  }

  #log(text: string, fields: object): void {
    this.#logger.log(text, { ...this.#listened, ...fields }, CONTEXT);
  }

  #warn(text: string, fields: object): void {
    this.#logger.warn(text, { ...this.#listened, ...fields }, CONTEXT);
  }
}
