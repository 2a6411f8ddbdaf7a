import { onAbort } from './abort-listeners.js';
import type { ChannelGap } from './channel-message.js';
import type { ReceivedMessage } from './received-message.js';
import type { ChannelSink } from './channel-sink.js';
import { MessageQueue } from './message-queue.js';
import type { OpenChannel } from './pool-channels.js';
import type { QueueLimits } from './subscribe-options.js';

/** What a subscription is made of. */
export interface SubscriptionParts<T> {
  readonly limits: QueueLimits;
  /** The message as its reader gets it; undefined if it is not for the reader. May not throw. */
  readonly read: (message: ReceivedMessage) => T | undefined;
  /** May not throw. */
  readonly onGap: (gap: ChannelGap) => void;
  readonly overflowError: () => Error;
  readonly signal?: AbortSignal | undefined;
}

/*
 * What each delivery makes is made by constructors: V8 may decide, once many deliveries have outlived a collection, that
 * what an object literal makes is old from its birth, and then only full collections free it (measured: a third of the
 * deliveries per second, in some processes and not in others).
 */

class Reader<T> {
  constructor(
    readonly resolve: (result: IteratorResult<T, undefined>) => void,
    readonly reject: (error: unknown) => void,
  ) {}
}

class Delivery<T> {
  readonly done = false;

  constructor(readonly value: T) {}
}

interface ReadyWaiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const DONE = { done: true, value: undefined } as const;

/**
 * Messages of a channel, read with `for await`. It listens from the moment it is made, and until the loop is left, its
 * signal is aborted or {@link ChannelSubscription.close} is called: then the server is told, if nobody else listens.
 *
 * A lost connection does not end it: it listens again as soon as the pool is back, and `onGap` tells for how long it did
 * not. The iteration throws if the server refuses the subscription, and ends when the pools are closed. There is one
 * queue: several loops share its messages.
 */
export class ChannelSubscription<T> implements AsyncIterable<T, undefined> {
  readonly #parts: SubscriptionParts<T>;
  readonly #queue = new MessageQueue<ReceivedMessage>();
  readonly #readers = new MessageQueue<Reader<T>>();
  #readyWaiters: ReadyWaiter[] = [];
  #channel: OpenChannel | undefined;
  #state: 'open' | 'draining' | 'closed' = 'open';
  #ignoreSignal: () => void = () => undefined;
  #isLive = false;
  #lostAtMs: number | undefined;
  #dropped = 0;
  /** Thrown once, when the queue has been read. */
  #failure: { readonly error: unknown } | undefined;

  /** @internal */
  constructor(parts: SubscriptionParts<T>, open: (sink: ChannelSink) => OpenChannel) {
    this.#parts = parts;
    const { signal } = parts;
    if (signal?.aborted === true) {
      this.#state = 'closed';
      return;
    }
    if (signal !== undefined) this.#ignoreSignal = onAbort(signal, () => this.close());
    try {
      this.#channel = open({
        deliver: (message) => this.#deliver(message),
        live: () => this.#onLive(),
        lost: () => this.#onLost(),
        delayed: (error) => this.#settleReady((waiter) => waiter.reject(error)),
        ended: (error) => this.#onEnded(error),
      });
    } catch (error) {
      this.#ignoreSignal();
      throw error;
    }
  }

  /** Messages that wait to be read. */
  get queued(): number {
    return this.#queue.size;
  }

  /** Messages that were thrown away because the queue was full. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Resolves when the server has confirmed the subscription: what is published from then on arrives.
   * @throws ConnectivityError if the pool cannot be reached now. The subscription stays, and is made when it can be.
   * @throws CommandRefusedError if the server refuses it. That ends the subscription.
   */
  async ready(): Promise<void> {
    if (this.#isLive || this.#state === 'closed') return;
    if (this.#failure !== undefined) throw this.#failure.error;
    await new Promise<void>((resolve, reject) => {
      this.#readyWaiters.push({ resolve, reject });
    });
  }

  /** Ends the subscription and drops what is queued; loops that read from it end. May be called again. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#stopListening();
    this.#state = 'closed';
    this.#queue.clear();
    this.#endReaders();
  }

  /** Listens no more, but lets what is queued be read. */
  drain(): void {
    if (this.#state !== 'open') return;
    this.#stopListening();
    this.#state = 'draining';
    if (this.#queue.size === 0) this.close();
  }

  /** Reads the messages; leaving the loop closes the subscription. */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return {
      next: () => this.#next(),
      return: async () => {
        this.close();
        return DONE;
      },
    };
  }

  /** For `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #next(): Promise<IteratorResult<T, undefined>> {
    for (let message = this.#queue.shift(); message !== undefined; message = this.#queue.shift()) {
      if (this.#queue.size === 0) this.#channel?.setPaused(false);
      const value = this.#parts.read(message);
      if (value !== undefined) return Promise.resolve(new Delivery(value));
    }
    if (this.#state === 'open') {
      return new Promise((resolve, reject) => {
        this.#readers.push(new Reader(resolve, reject));
      });
    }
    const failure = this.#failure;
    this.#failure = undefined;
    this.close();
    return failure === undefined ? Promise.resolve(DONE) : Promise.reject(failure.error);
  }

  #deliver(message: ReceivedMessage): void {
    if (this.#state !== 'open') return;
    if (this.#readers.size > 0) {
      const value = this.#parts.read(message);
      if (value !== undefined) this.#readers.shift()?.resolve(new Delivery(value));
      return;
    }
    const { maxQueue, overflow } = this.#parts.limits;
    if (this.#queue.size >= maxQueue) {
      if (overflow === 'error') {
        this.#onEnded(this.#parts.overflowError());
        return;
      }
      if (overflow === 'drop-oldest') this.#dropOldest();
    }
    this.#queue.push(message);
    if (overflow === 'pause' && this.#queue.size >= maxQueue) this.#channel?.setPaused(true);
  }

  #dropOldest(): void {
    this.#queue.shift();
    this.#dropped += 1;
    this.#parts.onGap({ reason: 'overflow', dropped: this.#dropped });
  }

  #onLive(): void {
    this.#isLive = true;
    this.#settleReady((waiter) => waiter.resolve());
    if (this.#lostAtMs === undefined) return;
    const missedMs = Math.round(performance.now() - this.#lostAtMs);
    this.#lostAtMs = undefined;
    this.#parts.onGap({ reason: 'connection', missedMs });
  }

  #onLost(): void {
    this.#isLive = false;
    this.#lostAtMs ??= performance.now();
  }

  /** @param error thrown by the iteration, after what is queued */
  #onEnded(error: unknown): void {
    if (this.#state !== 'open') return;
    if (error !== undefined) this.#failure = { error };
    this.#stopListening();
    this.#state = 'draining';
    if (this.#queue.size > 0) return;
    const reader = error === undefined ? undefined : this.#readers.shift();
    if (reader !== undefined) {
      this.#failure = undefined;
      reader.reject(error);
    }
    if (this.#failure === undefined) this.close();
  }

  #stopListening(): void {
    this.#isLive = false;
    this.#ignoreSignal();
    this.#channel?.close();
    this.#channel = undefined;
    const failure = this.#failure;
    this.#settleReady((waiter) => (failure === undefined ? waiter.resolve() : waiter.reject(failure.error)));
  }

  #endReaders(): void {
    for (let reader = this.#readers.shift(); reader !== undefined; reader = this.#readers.shift()) {
      reader.resolve(DONE);
    }
  }

  #settleReady(settle: (waiter: ReadyWaiter) => void): void {
    const waiters = this.#readyWaiters;
    this.#readyWaiters = [];
    waiters.forEach(settle);
  }
}
