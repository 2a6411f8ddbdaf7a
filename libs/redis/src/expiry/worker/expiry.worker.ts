import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type LoggerService,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import type { ValueCodec } from '../../codec/value-codec.js';
import { LIBRARY_LOGGER } from '../../common/logger.token.js';
import { RedisConnectionManager } from '../../connections/redis-connection.manager.js';
import { HandlerExplorer } from '../../dispatch/handler.explorer.js';
import { HandlerInvoker } from '../../dispatch/handler.invoker.js';
import { ExpiryEngines } from '../expiry-engines.js';
import { ExpiryEvents } from '../expiry-events.js';
import { ExpiryHandlerRegistry } from '../expiry-handler.registry.js';
import { EXPIRY_CODEC, EXPIRY_OPTIONS, type ResolvedExpiryOptions } from '../expiry-options.js';
import type { HandledAction } from '../handled-action.js';
import { ON_EXPIRE_KEY } from '../on-expire.decorator.js';
import type { ScheduleClock } from '../schedule-clock.js';
import { HandlerSlots } from './handler-slots.js';
import { PoolWorker } from './pool-worker.js';

/**
 * Runs expiry triggers from the bootstrap of the application to its shutdown: calls the `@OnExpire` handlers and those
 * of {@link ExpiryHandlerRegistry}. Workers of several processes share the triggers: each is leased to one of them.
 * Without a handler, and with `worker: false`, it does nothing; duplicate handlers stop the start all the same.
 *
 * At shutdown it leases no more, waits for running handlers up to `shutdownGraceMs`, then aborts their signals and hands
 * their triggers back without counting the attempt, before the pools are closed.
 */
@Injectable()
export class ExpiryWorker implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #workers: readonly PoolWorker[];
  readonly #clock: ScheduleClock;
  #stopListening: () => void = () => undefined;
  #stopFollowing: () => void = () => undefined;

  constructor(
    @Inject(HandlerExplorer) private readonly explorer: HandlerExplorer,
    @Inject(HandlerInvoker) invoker: HandlerInvoker,
    @Inject(ExpiryHandlerRegistry) private readonly registry: ExpiryHandlerRegistry,
    @Inject(ExpiryEngines) engines: ExpiryEngines,
    @Inject(ExpiryEvents) events: ExpiryEvents,
    @Inject(RedisConnectionManager) pools: RedisConnectionManager,
    @Inject(EXPIRY_OPTIONS) private readonly options: ResolvedExpiryOptions,
    @Inject(EXPIRY_CODEC) codec: ValueCodec,
    @Inject(LIBRARY_LOGGER) logger: LoggerService,
  ) {
    this.#clock = engines.clock;
    const partitions = engines.all().reduce((sum, engine) => sum + engine.partitions, 0);
    const slots = new HandlerSlots(options.concurrency, partitions);
    const parts = { registry, invoker, codec, events, options, slots, logger, engines };
    const subscriber = pools.subscriber.bind(pools);
    this.#workers = engines.aliases().map((pool) => new PoolWorker(pool, { ...parts, subscriber }));
  }

  /**
   * Called by Nest.
   * @throws DuplicateHandlerError if two handlers are for one action
   * @throws InvalidArgumentError for a pool that `expiry.listeners` does not name
   */
  onModuleInit(): void {
    for (const method of this.explorer.find<HandledAction>(ON_EXPIRE_KEY)) this.registry.add(method);
  }

  /**
   * Called by Nest.
   * @throws TriggerPartitionsError
   */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.options.worker) return;
    this.#stopListening = this.registry.onChange(() => {
      for (const worker of this.#workers) worker.onHandlersChanged();
    });
    this.#stopFollowing = this.#clock.onMove(() => {
      for (const worker of this.#workers) worker.lookNow();
    });
    await Promise.all(this.#workers.map(async (worker) => worker.start()));
  }

  /** Called by Nest. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#stopListening();
    this.#stopFollowing();
    const { shutdownGraceMs } = this.options;
    await Promise.all(this.#workers.map(async (worker) => worker.stop(shutdownGraceMs)));
  }
}
