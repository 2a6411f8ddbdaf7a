import { Redis } from 'ioredis';
import { SAFE_SETTINGS } from '../harness/safe-settings.js';
import type { FanOutContender, OrderPlaced } from './fan-out.contender.js';

type Listener = (text: string, shared: unknown) => void;

/**
 * The rival: ioredis by hand, one connection that listens and a map of callbacks. No queue, no order between slow and
 * fast listeners, no end of a single subscription.
 */
export class HandWrittenContender implements FanOutContender {
  readonly #subscriber: Redis;
  readonly #publisher: Redis;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #parses: 'per listener' | 'once';
  /** Of its own: two rivals in one process would receive each other's messages. */
  readonly #channel: string;

  /** @param parses whether each listener has a value of its own, as ours have, or all share one */
  constructor(url: string, parses: 'per listener' | 'once') {
    this.#parses = parses;
    this.#channel = `hand:orders:${parses}`;
    this.#subscriber = new Redis(`${url}/7`);
    this.#publisher = new Redis(`${url}/7`, SAFE_SETTINGS);
  }

  async listen(listeners: number, received: (event: OrderPlaced) => void): Promise<void> {
    const callbacks = new Set<Listener>();
    for (let index = 0; index < listeners; index += 1) {
      callbacks.add(
        this.#parses === 'once'
          ? (_text, shared) => received(shared as OrderPlaced)
          : (text) => received(JSON.parse(text) as OrderPlaced),
      );
    }
    this.#listeners.set(this.#channel, callbacks);
    this.#subscriber.on('message', (from: string, text: string) => {
      const shared: unknown = this.#parses === 'once' ? JSON.parse(text) : undefined;
      for (const callback of this.#listeners.get(from) ?? []) callback(text, shared);
    });
    await this.#subscriber.subscribe(this.#channel);
  }

  async publish(event: OrderPlaced): Promise<unknown> {
    return this.#publisher.publish(this.#channel, JSON.stringify(event));
  }

  async close(): Promise<void> {
    this.#subscriber.disconnect();
    this.#publisher.disconnect();
  }
}
