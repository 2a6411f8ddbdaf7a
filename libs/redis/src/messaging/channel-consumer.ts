import type { LoggerService } from '@nestjs/common';
import { describeKey } from '../common/describe.js';
import { messageOf, stackOf } from '../common/thrown.js';
import { describeHandler, type HandlerMethod } from '../dispatch/handler-method.js';
import { ABORT_REACTION_MS, abortReason } from '../dispatch/abort-reason.js';
import type { HandlerInvoker } from '../dispatch/handler.invoker.js';
import { ChannelSubscription } from '../pubsub/channel-subscription.js';
import type { PubSubRuntime } from '../pubsub/pubsub-runtime.js';
import { ThrottledNotice } from '../pubsub/throttled-notice.js';
import { settledWithin } from '../resilience/settled-within.js';
import type { ChannelMessageEvent } from './channel-message-event.js';
import { describeHandledChannel, type HandledChannel } from './handled-channel.js';
import { MessageRouter, type RoutedMessage } from './message-router.js';

const CONTEXT = 'ChannelWorker';
const NOTICE_INTERVAL_MS = 1_000;

/** What all consumers of an application share. */
export interface ConsumerParts {
  readonly runtime: PubSubRuntime;
  readonly invoker: HandlerInvoker;
  readonly logger: LoggerService;
}

/** Feeds one handler with the messages of its channel, from all tenants. */
export class ChannelConsumer {
  readonly #handler: HandlerMethod<HandledChannel>;
  readonly #parts: ConsumerParts;
  readonly #router: MessageRouter;
  readonly #abort = new AbortController();
  readonly #name: string;
  #subscription: ChannelSubscription<RoutedMessage> | undefined;
  #readers: readonly Promise<void>[] = [];
  #running = 0;

  constructor(handler: HandlerMethod<HandledChannel>, parts: ConsumerParts) {
    this.#handler = handler;
    this.#parts = parts;
    this.#router = new MessageRouter(handler.declaration, parts.runtime);
    this.#name = `${describeHandler(handler)} for ${describeHandledChannel(handler.declaration)}`;
  }

  /**
   * Begins to listen. Resolves when the server has confirmed; if the pool cannot be reached now, it goes on trying and
   * the log says so.
   */
  async start(): Promise<void> {
    const { concurrency } = this.#handler.declaration;
    const subscription = this.#subscribe();
    this.#subscription = subscription;
    this.#readers = Array.from({ length: concurrency }, async () => this.#work(subscription));
    try {
      await subscription.ready();
    } catch (error) {
      this.#parts.logger.warn(`${this.#name} hears nothing yet: ${messageOf(error)}`, CONTEXT);
    }
  }

  /**
   * Listens no more, and gives what has arrived `graceMs` to be handled. Then it aborts the signals and drops the rest.
   * Never rejects.
   */
  async stop(graceMs: number): Promise<void> {
    this.#subscription?.drain();
    if (await settledWithin(this.#readers, graceMs)) return;
    this.#subscription?.close();
    this.#abort.abort(abortReason('The application stops.'));
    if (await settledWithin(this.#readers, ABORT_REACTION_MS)) return;
    this.#parts.logger.warn(
      `${this.#running} call(s) of ${this.#name} did not end within ${graceMs} ms and are left alone.`,
      CONTEXT,
    );
  }

  #subscribe(): ChannelSubscription<RoutedMessage> {
    const { maxQueue, pool } = this.#handler.declaration;
    const { logger, runtime } = this.#parts;
    const overflow = new ThrottledNotice(NOTICE_INTERVAL_MS, (count) =>
      logger.warn(`${count} message(s) to ${this.#name} were dropped: ${maxQueue} were waiting.`, CONTEXT),
    );
    return new ChannelSubscription<RoutedMessage>(
      {
        limits: { maxQueue, overflow: 'drop-oldest' },
        read: (message) => this.#router.route(message),
        onGap: (gap) => {
          if (gap.reason === 'overflow') overflow.happened();
          else
            logger.warn(
              `${this.#name} heard nothing for ${gap.missedMs} ms: messages may be missing.`,
              CONTEXT,
            );
        },
        overflowError: () => new Error('never thrown: the oldest message is dropped'),
      },
      (sink) => runtime.hub.pool(pool).open({ kind: 'psubscribe', name: this.#router.pattern }, sink),
    );
  }

  async #work(subscription: ChannelSubscription<RoutedMessage>): Promise<void> {
    const messages = subscription[Symbol.asyncIterator]();
    for (;;) {
      try {
        // Not `for await`: a lane that is left must not end the subscription of the others.
        const next = await messages.next();
        if (next.done === true) return;
        await this.#handle(next.value);
      } catch (error) {
        // The server refused the subscription; the others find it ended.
        this.#parts.logger.error(`${this.#name} hears nothing: ${messageOf(error)}`, stackOf(error), CONTEXT);
        return;
      }
    }
  }

  async #handle(message: RoutedMessage): Promise<void> {
    const { tenant, channel, receivedAt } = message;
    this.#running += 1;
    try {
      const event: ChannelMessageEvent = {
        tenant,
        channel,
        value: this.#router.valueOf(message),
        receivedAt,
        signal: this.#abort.signal,
      };
      await this.#parts.invoker.invoke(this.#handler, event);
    } catch (error) {
      this.#parts.logger.error(
        `${describeHandler(this.#handler)} failed for a message in ${describeKey(channel)} of tenant "${tenant}": ${messageOf(error)}`,
        stackOf(error),
        CONTEXT,
      );
    } finally {
      this.#running -= 1;
    }
  }
}
