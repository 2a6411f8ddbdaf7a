import { setImmediate } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { isReplyError, rootCauseOf } from '../connections/driver-errors.js';
import { disconnectForGood } from '../connections/disconnect.js';
import { translateError } from '../connections/translate-reply.js';
import { CommandRefusedError } from '../connections/reply.errors.js';
import { backoffDelay, type BackoffBounds } from '../resilience/backoff.js';
import type { ChannelAddress, ChannelSink, SubscriptionKind } from './channel-sink.js';
import { LineEntry } from './line-entry.js';
import { ReceivedMessage } from './received-message.js';

/** Between two attempts to subscribe. */
const RETRY_BOUNDS: BackoffBounds = { minMs: 50, maxMs: 2_000 };

/** How often the connection is asked for a sign of life: without messages a lost route would go unnoticed. */
const HEARTBEAT_MS = 10_000;

const UNSUBSCRIBE = {
  subscribe: 'unsubscribe',
  psubscribe: 'punsubscribe',
  ssubscribe: 'sunsubscribe',
} as const;

/**
 * The subscriptions of one connection, whoever shares them: a channel is subscribed to when the first sink comes and
 * given up when the last one goes. What the server has confirmed is brought in line with that step by step, one command
 * at a time for each channel, so that no order of events leaves a subscription behind.
 */
export class SubscriptionLine {
  readonly #pool: string;
  readonly #connection: Redis;
  readonly #onMoved: () => void;
  readonly #entries: Readonly<Record<SubscriptionKind, Map<string, LineEntry>>> = {
    subscribe: new Map(),
    psubscribe: new Map(),
    ssubscribe: new Map(),
  };
  #heartbeat: NodeJS.Timeout | undefined;
  #closed = false;
  #isVerifying = false;
  #isVerificationDue = false;
  /** Its socket is not being read, on purpose: silence means nothing. */
  #isPaused = false;

  /**
   * @param pool alias of its pool
   * @param connection for subscriptions only
   * @param onMoved called when a slot of sharded channels seems to have another node now
   */
  constructor(pool: string, connection: Redis, onMoved: () => void = () => undefined) {
    this.#pool = pool;
    this.#connection = connection;
    this.#onMoved = onMoved;
    connection.on('message', this.#onMessage);
    connection.on('pmessage', this.#onPatternMessage);
    connection.on('smessage', this.#onShardedMessage);
    connection.on('ready', this.#onReady);
    connection.on('close', this.#onLost);
    connection.on('moved', this.#onSlotsMoved);
    connection.on('end', this.#onEnd);
    if (connection.status === 'end') this.release();
  }

  /** Whether nobody listens, and the server has been told. */
  get isIdle(): boolean {
    return this.#all().next().done === true;
  }

  add(address: ChannelAddress, sink: ChannelSink): void {
    if (this.#closed) {
      queueMicrotask(() => sink.ended());
      return;
    }
    const entries = this.#entries[address.kind];
    let entry = entries.get(address.name);
    if (entry === undefined) {
      entry = new LineEntry(address);
      entries.set(address.name, entry);
    }
    entry.sinks.add(sink);
    if (entry.isLive) sink.live();
    else void this.#settle(entry);
    this.#heartbeat ??= setInterval(() => void this.#beat(), HEARTBEAT_MS).unref();
  }

  remove({ kind, name }: ChannelAddress, sink: ChannelSink): void {
    const entry = this.#entries[kind].get(name);
    if (entry?.sinks.delete(sink) === true && !entry.isWanted) {
      // It may be waiting to try again.
      entry.retrySignal.notify();
      void this.#settle(entry);
    }
  }

  /** Stops or goes on reading from the socket. What it has been handed already is delivered all the same. */
  setPaused(isPaused: boolean): void {
    if (this.#isPaused === isPaused) return;
    this.#isPaused = isPaused;
    const { stream } = this.#connection;
    if (isPaused) stream.pause();
    else stream.resume();
  }

  /** Leaves the connection as it is; whoever still listens is told that this is the end. */
  release(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#heartbeat);
    this.#connection.off('message', this.#onMessage);
    this.#connection.off('pmessage', this.#onPatternMessage);
    this.#connection.off('smessage', this.#onShardedMessage);
    this.#connection.off('ready', this.#onReady);
    this.#connection.off('close', this.#onLost);
    this.#connection.off('moved', this.#onSlotsMoved);
    this.#connection.off('end', this.#onEnd);
    for (const entry of this.#all()) entry.end();
    for (const entries of Object.values(this.#entries)) entries.clear();
  }

  /** {@link SubscriptionLine.release}, and the connection goes too. */
  close(): void {
    this.release();
    disconnectForGood(this.#connection);
  }

  readonly #onMessage = (name: string, text: string): void => this.#deliver('subscribe', name, name, text);

  readonly #onPatternMessage = (pattern: string, name: string, text: string): void =>
    this.#deliver('psubscribe', pattern, name, text);

  readonly #onShardedMessage = (name: string, text: string): void =>
    this.#deliver('ssubscribe', name, name, text);

  readonly #onReady = (): void => {
    for (const entry of this.#all()) {
      entry.retrySignal.notify();
      void this.#settle(entry);
    }
  };

  readonly #onLost = (): void => {
    // The next socket is read from.
    this.#isPaused = false;
    for (const entry of this.#all()) entry.lost();
  };

  readonly #onEnd = (): void => this.release();

  /** The server has dropped a sharded channel, or one has moved; it is not said which. */
  readonly #onSlotsMoved = (): void => {
    this.#onMoved();
    void this.#verifySharded();
  };

  #deliver(kind: SubscriptionKind, key: string, name: string, text: string): void {
    const entry = this.#entries[kind].get(key);
    if (entry === undefined) return;
    const message = new ReceivedMessage(name, text);
    for (const sink of entry.sinks) sink.deliver(message);
  }

  async #settle(entry: LineEntry): Promise<void> {
    if (entry.isSettling) return;
    entry.isSettling = true;
    for (let attempt = 1; !this.#closed && !entry.isSettled;) {
      if (!entry.isWanted) await this.#unsubscribe(entry);
      else if (await this.#subscribe(entry)) attempt = 1;
      else if (entry.isWanted) {
        await entry.retrySignal.wait(backoffDelay(attempt, RETRY_BOUNDS));
        attempt += 1;
      }
    }
    entry.isSettling = false;
    if (!entry.isWanted) this.#entries[entry.address.kind].delete(entry.address.name);
  }

  /** Whether the server has answered, with yes or no. */
  async #subscribe(entry: LineEntry): Promise<boolean> {
    const { kind, name } = entry.address;
    entry.isSent = true;
    try {
      await this.#connection[kind](name);
      entry.confirmed();
      return true;
    } catch (error) {
      if (this.#closed) return true;
      return this.#onFailed(entry, error);
    }
  }

  #onFailed(entry: LineEntry, error: unknown): boolean {
    const cause = rootCauseOf(error);
    const failure = this.#translate(entry, error);
    if (isReplyError(cause)) entry.isSent = false;
    if (cause.message.startsWith('MOVED ')) {
      this.#onMoved();
    } else if (failure instanceof CommandRefusedError && !failure.retryable) {
      entry.end(failure);
      return true;
    }
    entry.delayed(failure instanceof Error ? failure : cause);
    return false;
  }

  /** That it may fail does no harm: a connection that is lost takes its subscriptions along. */
  async #unsubscribe(entry: LineEntry): Promise<void> {
    const { kind, name } = entry.address;
    entry.isLive = false;
    entry.isSent = false;
    if (this.#connection.status !== 'ready') return;
    await this.#connection[UNSUBSCRIBE[kind]](name).catch(() => undefined);
  }

  /** Subscribing again does no harm where nothing has changed. */
  async #verifySharded(): Promise<void> {
    this.#isVerificationDue = true;
    if (this.#isVerifying) return;
    this.#isVerifying = true;
    // What is told meanwhile may be about a channel that was verified already.
    while (this.#isVerificationDue && !this.#closed) {
      this.#isVerificationDue = false;
      // A confirmation that came with the news has been noted by then.
      await setImmediate();
      const live = [...this.#entries.ssubscribe.values()].filter(({ isLive }) => isLive);
      await Promise.all(live.map(async (entry) => this.#verify(entry)));
    }
    this.#isVerifying = false;
  }

  async #verify(entry: LineEntry): Promise<void> {
    try {
      await this.#connection.ssubscribe(entry.address.name);
    } catch {
      entry.lost();
      void this.#settle(entry);
    }
  }

  #translate({ address: { kind, name } }: LineEntry, error: unknown): unknown {
    return translateError(error, { operation: kind, pool: this.#pool, key: name });
  }

  async #beat(): Promise<void> {
    if (this.#isPaused || this.#connection.status !== 'ready' || this.isIdle) return;
    try {
      await this.#connection.ping();
    } catch {
      // What has come in meanwhile is a sign of life too, but then PING is answered as well.
      if (!this.#closed && !this.#isPaused && this.#connection.status === 'ready')
        this.#connection.disconnect(true);
    }
  }

  *#all(): Generator<LineEntry> {
    for (const entries of Object.values(this.#entries)) yield* entries.values();
  }
}
