import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type LoggerService,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { LIBRARY_LOGGER } from '../common/logger.token.js';
import { HandlerExplorer } from '../dispatch/handler.explorer.js';
import type { HandlerMethod } from '../dispatch/handler-method.js';
import { HandlerInvoker } from '../dispatch/handler.invoker.js';
import { PUBSUB_RUNTIME, type PubSubRuntime } from '../pubsub/pubsub-runtime.js';
import { ChannelConsumer } from './channel-consumer.js';
import type { HandledChannel } from './handled-channel.js';
import { MESSAGING_OPTIONS, type MessagingOptions } from './messaging-options.js';
import { ON_CHANNEL_MESSAGE_KEY } from './on-channel-message.decorator.js';

const DEFAULT_SHUTDOWN_GRACE_MS = 10_000;

/**
 * Calls the `@OnChannelMessage` handlers of the application from its bootstrap to its shutdown, see
 * {@link OnChannelMessage}. Without a handler, and with `worker: false`, it does nothing.
 *
 * At shutdown it listens no more, handles what has arrived for up to `shutdownGraceMs`, then aborts the signals and
 * drops the rest, before the pools are closed.
 */
@Injectable()
export class ChannelWorker implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #explorer: HandlerExplorer;
  readonly #invoker: HandlerInvoker;
  readonly #runtime: PubSubRuntime;
  readonly #options: MessagingOptions;
  readonly #logger: LoggerService;
  #handlers: ReadonlyArray<HandlerMethod<HandledChannel>> = [];
  #consumers: readonly ChannelConsumer[] = [];

  constructor(
    @Inject(HandlerExplorer) explorer: HandlerExplorer,
    @Inject(HandlerInvoker) invoker: HandlerInvoker,
    @Inject(PUBSUB_RUNTIME) runtime: PubSubRuntime,
    @Inject(MESSAGING_OPTIONS) options: MessagingOptions,
    @Inject(LIBRARY_LOGGER) logger: LoggerService,
  ) {
    this.#explorer = explorer;
    this.#invoker = invoker;
    this.#runtime = runtime;
    this.#options = options;
    this.#logger = logger;
  }

  /**
   * Called by Nest.
   * @throws UnknownPoolError
   */
  onModuleInit(): void {
    this.#handlers = this.#explorer.find<HandledChannel>(ON_CHANNEL_MESSAGE_KEY);
    // A wrong alias stops the start.
    for (const { declaration } of this.#handlers) this.#runtime.pools.client(declaration.pool);
  }

  /** Called by Nest. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.#options.worker === false) return;
    const parts = { runtime: this.#runtime, invoker: this.#invoker, logger: this.#logger };
    this.#consumers = this.#handlers.map((handler) => new ChannelConsumer(handler, parts));
    await Promise.all(this.#consumers.map(async (consumer) => consumer.start()));
  }

  /** Called by Nest. */
  async beforeApplicationShutdown(): Promise<void> {
    const graceMs = this.#options.shutdownGraceMs ?? DEFAULT_SHUTDOWN_GRACE_MS;
    await Promise.all(this.#consumers.map(async (consumer) => consumer.stop(graceMs)));
  }
}
