import { setTimeout as sleep } from 'node:timers/promises';
import { backoffDelay, type BackoffBounds } from '../../resilience/backoff.js';
import type { SubscriberConnection } from '../../connections/subscriber-connection.js';

/** Between two attempts to subscribe. */
const RETRY_BOUNDS: BackoffBounds = { minMs: 100, maxMs: 2_000 };

export interface NudgeSubscriptionOptions {
  readonly subscriber: () => SubscriberConnection;
  readonly channels: readonly string[];
  readonly onMessage: (channel: string, message: string) => void;
  /** Messages arrive from now on; some may have been missed before. */
  readonly onLive: () => void;
}

/** Listens to the channels on which the engine tells of new due times, and knows whether it hears them. */
export class NudgeSubscription {
  readonly #options: NudgeSubscriptionOptions;
  readonly #end = new AbortController();
  #subscriber: SubscriberConnection | undefined;
  #isLive = false;

  constructor(options: NudgeSubscriptionOptions) {
    this.#options = options;
  }

  /** False: what is new is found only by looking. */
  get isLive(): boolean {
    return this.#isLive;
  }

  start(): void {
    const subscriber = this.#options.subscriber();
    this.#subscriber = subscriber;
    subscriber.on('message', this.#onMessage);
    subscriber.on('ready', this.#onReady);
    subscriber.on('close', this.#onClose);
    void this.#subscribe();
  }

  stop(): void {
    if (this.#subscriber === undefined) return;
    this.#end.abort();
    this.#subscriber.off('message', this.#onMessage);
    this.#subscriber.off('ready', this.#onReady);
    this.#subscriber.off('close', this.#onClose);
    // The connection is closed with the pools; whether it is told before makes no difference.
    this.#subscriber.unsubscribe(...this.#options.channels).catch(() => undefined);
    this.#isLive = false;
  }

  readonly #onMessage = (channel: string, message: string): void => this.#options.onMessage(channel, message);

  // The subscriptions are restored before; this one is answered after them.
  readonly #onReady = (): void => void this.#subscribe();

  readonly #onClose = (): void => {
    this.#isLive = false;
  };

  async #subscribe(): Promise<void> {
    for (let attempt = 1; !this.#end.signal.aborted; attempt += 1) {
      try {
        await this.#subscriber?.subscribe(...this.#options.channels);
        if (this.#end.signal.aborted) return;
        this.#isLive = true;
        this.#options.onLive();
        return;
      } catch {
        // Nothing is lost: the worker looks more often meanwhile, and its turns report the outage.
        await sleep(backoffDelay(attempt, RETRY_BOUNDS), undefined, { signal: this.#end.signal }).catch(
          () => undefined,
        );
      }
    }
  }
}
