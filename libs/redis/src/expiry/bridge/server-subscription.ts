import { isUtf8 } from 'node:buffer';
import type { Redis } from 'ioredis';
import { disconnectForGood } from '../../connections/disconnect.js';
import { rootCauseOf } from '../../connections/driver-errors.js';

/** How often the connection is asked for a sign of life: while no key expires, a lost route would go unnoticed. */
const HEARTBEAT_MS = 10_000;

/** What a {@link ServerSubscription} tells. */
export interface SubscriptionListener {
  /** A key expired. */
  onExpired(key: string): void;
  /**
   * Events arrive.
   * @param missedMs for how long none did; undefined the first time
   */
  onListening(missedMs: number | undefined): void;
  /** No events arrive until {@link SubscriptionListener.onListening}. */
  onLost(reason: Error | undefined): void;
  /** The server refused the subscription. It is tried again at the next connection only. */
  onRefused(error: unknown): void;
}

/** The subscription to one channel of one server, over as many connections as it takes. */
export class ServerSubscription {
  readonly #connection: Redis;
  readonly #channel: string;
  readonly #listener: SubscriptionListener;
  #heartbeat: NodeJS.Timeout | undefined;
  #isListening = false;
  #listeningSince = Number.POSITIVE_INFINITY;
  #isSettled = false;
  #stopped = false;
  #lastError: Error | undefined;
  #lostAtMs: number | undefined;

  /** @param connection not connected yet, closed by {@link ServerSubscription.stop} */
  constructor(connection: Redis, channel: string, listener: SubscriptionListener) {
    this.#connection = connection;
    this.#channel = channel;
    this.#listener = listener;
  }

  /** Whether the server has answered once: it is listened to, or has refused. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Since when events arrive, by `performance.now()`. */
  get listeningSince(): number {
    return this.#listeningSince;
  }

  /** Whether events arrive now. */
  get isListening(): boolean {
    return this.#isListening && !this.#stopped;
  }

  start(): void {
    this.#connection
      .on('error', (error: unknown) => (this.#lastError = rootCauseOf(error)))
      .on('ready', () => void this.#subscribe())
      .on('close', () => this.#onClosed())
      .on('messageBuffer', (_channel: Buffer, key: Buffer) => this.#onMessage(key));
    // Its failure is one of many to come: the connection tries again by itself, and says why in `error`.
    this.#connection.connect().catch(() => undefined);
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS).unref();
  }

  /** Ends the subscription; nothing is told afterwards. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#heartbeat);
    disconnectForGood(this.#connection);
  }

  async #subscribe(): Promise<void> {
    try {
      await this.#connection.subscribe(this.#channel);
    } catch (error) {
      // Without a connection there is another `ready` to come.
      if (this.#stopped || this.#connection.status !== 'ready') return;
      this.#isSettled = true;
      this.#listener.onRefused(error);
      return;
    }
    if (this.#stopped) return;
    this.#isListening = true;
    // Later than the truth rather than earlier: an expiry may be told twice, but is not taken for another's.
    this.#listeningSince = performance.now();
    this.#isSettled = true;
    const missedMs =
      this.#lostAtMs === undefined ? undefined : Math.round(performance.now() - this.#lostAtMs);
    this.#lastError = undefined;
    this.#lostAtMs = undefined;
    this.#listener.onListening(missedMs);
  }

  #onClosed(): void {
    if (this.#stopped || !this.#isListening) return;
    this.#isListening = false;
    this.#lostAtMs = performance.now();
    this.#listener.onLost(this.#lastError);
  }

  #onMessage(key: Buffer): void {
    // The keys of triggers are text: other bytes would become another key.
    if (!this.#stopped && isUtf8(key)) this.#listener.onExpired(key.toString());
  }

  async #beat(): Promise<void> {
    if (!this.#isListening) return;
    try {
      await this.#connection.ping();
    } catch (error) {
      if (this.#stopped || this.#connection.status !== 'ready') return;
      this.#lastError = rootCauseOf(error);
      this.#connection.disconnect(true);
    }
  }
}
