import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type LoggerService,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { LIBRARY_LOGGER } from '../common/logger.token.js';
import type { PoolClients } from '../connections/pool-clients.js';
import { RedisConnectionManager } from '../connections/redis-connection.manager.js';
import { HandlerExplorer } from '../dispatch/handler.explorer.js';
import type { HandlerMethod } from '../dispatch/handler-method.js';
import { HandlerInvoker } from '../dispatch/handler.invoker.js';
import { OutageLog } from '../dispatch/outage-log.js';
import { BatchCoordinator } from '../repositories/batch/batch.coordinator.js';
import { withoutDuplicates } from './batch-handlers.js';
import { BATCH_WORKER_OPTIONS, type BatchWorkerOptions } from './batch-worker-options.js';
import type { HandledQueue } from './handled-queue.js';
import { ON_BATCH_KEY } from './on-batch.decorator.js';
import { QueueConsumer } from './queue.consumer.js';
import { TENANT_BATCHES, type TenantBatches } from './tenant-batches.js';

const DEFAULT_POLL_INTERVAL_MS = 1_000;
const DEFAULT_SHUTDOWN_GRACE_MS = 10_000;

/**
 * Calls the `@OnBatch` handlers of the application from its bootstrap to its shutdown, see {@link OnBatch}. Workers of
 * several processes share the items: each item is leased to one of them. Without a handler it does nothing.
 *
 * At shutdown it claims no more, waits for running handlers up to `shutdownGraceMs`, then aborts their signals and gives
 * back what they have not finished, before the pools are closed.
 */
@Injectable()
export class BatchWorker implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  #handlers: ReadonlyArray<HandlerMethod<HandledQueue>> = [];
  #consumers: readonly QueueConsumer[] = [];

  constructor(
    @Inject(HandlerExplorer) private readonly explorer: HandlerExplorer,
    @Inject(HandlerInvoker) private readonly invoker: HandlerInvoker,
    @Inject(BatchCoordinator) private readonly coordinator: BatchCoordinator,
    @Inject(TENANT_BATCHES) private readonly batchesOf: TenantBatches,
    @Inject(RedisConnectionManager) private readonly pools: PoolClients,
    @Inject(BATCH_WORKER_OPTIONS) private readonly options: BatchWorkerOptions,
    @Inject(LIBRARY_LOGGER) private readonly logger: LoggerService,
  ) {}

  /**
   * Called by Nest.
   * @throws DuplicateHandlerError if two methods handle one queue
   * @throws UnknownPoolError
   */
  onModuleInit(): void {
    this.#handlers = withoutDuplicates(this.explorer.find<HandledQueue>(ON_BATCH_KEY));
    // A wrong alias stops the start, not the first look for work.
    for (const { declaration } of this.#handlers) this.pools.client(declaration.pool);
  }

  /** Called by Nest. */
  onApplicationBootstrap(): void {
    const parts = {
      coordinator: this.coordinator,
      batchesOf: this.batchesOf,
      invoker: this.invoker,
      logger: this.logger,
      outages: new OutageLog(this.logger, { work: 'Batches', context: 'BatchWorker' }),
      pollIntervalMs: this.options.pollIntervalMs ?? DEFAULT_POLL_INTERVAL_MS,
    };
    this.#consumers = this.#handlers.map((handler) => new QueueConsumer(handler, parts));
    for (const consumer of this.#consumers) consumer.start();
  }

  /** Called by Nest. */
  async beforeApplicationShutdown(): Promise<void> {
    const graceMs = this.options.shutdownGraceMs ?? DEFAULT_SHUTDOWN_GRACE_MS;
    await Promise.all(this.#consumers.map(async (consumer) => consumer.stop(graceMs)));
  }
}
