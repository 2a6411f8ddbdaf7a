import type { LoggerService } from '@nestjs/common';
import { messageOf, stackOf } from '../common/thrown.js';
import { isTemporary } from '../connections/temporary-failure.js';
import { ABORT_REACTION_MS } from '../dispatch/abort-reason.js';
import type { HandlerMethod } from '../dispatch/handler-method.js';
import type { HandlerInvoker } from '../dispatch/handler.invoker.js';
import type { OutageLog } from '../dispatch/outage-log.js';
import type { BatchCoordinator, PendingTenantsPage } from '../repositories/batch/batch.coordinator.js';
import { backoffDelay, type BackoffBounds } from '../resilience/backoff.js';
import { settledWithin } from '../resilience/settled-within.js';
import { WakeSignal } from '../resilience/wake-signal.js';
import { ClaimLog } from './claim-log.js';
import { ClaimRun } from './claim-run.js';
import { ClaimSettlement } from './claim-settlement.js';
import { describeQueue, type HandledQueue } from './handled-queue.js';
import type { TenantBatches } from './tenant-batches.js';
import { TenantPauses } from './tenant-pauses.js';
import { TrackedItem } from './tracked-item.js';

/** Pending tenants read at once. */
const TENANTS_PER_PAGE = 100;
/** Between two looks at a Redis that is away. */
const OUTAGE_BOUNDS: BackoffBounds = { minMs: 100, maxMs: 5_000 };
/** A tenant whose node is away must not hold up those whose node is not. */
const PAUSE_AFTER_OUTAGE_MS = 1_000;
/** A queue that cannot be read (another type, no permission) will not be better in a second. */
const PAUSE_AFTER_ERROR_MS = 30_000;

/** What all consumers of an application share. */
export interface ConsumerParts {
  readonly coordinator: BatchCoordinator;
  readonly batchesOf: TenantBatches;
  readonly invoker: HandlerInvoker;
  readonly logger: LoggerService;
  readonly outages: OutageLog;
  readonly pollIntervalMs: number;
}

/**
 * Feeds one handler. It goes round the pending tenants; each visit is one claim, so that a tenant with many items
 * waits for the others after every chunk. Rounds follow each other without a pause while they find something.
 */
export class QueueConsumer {
  readonly #handler: HandlerMethod<HandledQueue>;
  readonly #parts: ConsumerParts;
  readonly #visits = new Map<string, Promise<void>>();
  readonly #runs = new Set<ClaimRun>();
  readonly #pauses = new TenantPauses();
  /** A visit has ended. */
  readonly #visitEnded = new WakeSignal();
  /** There is a reason to look at once: work was found, or the end has come. */
  readonly #noPause = new WakeSignal();
  #loop: Promise<void> | undefined;
  #stopping = false;
  /** Something was found since the last pause. */
  #hasProgressed = false;
  /** Redis failed since the round began. */
  #hasFailed = false;

  constructor(handler: HandlerMethod<HandledQueue>, parts: ConsumerParts) {
    this.#handler = handler;
    this.#parts = parts;
  }

  start(): void {
    this.#loop ??= this.#goRound();
  }

  /**
   * Claims no more, and gives running handlers `graceMs` to finish. Then it aborts their signals and gives back what
   * they have not finished. Never rejects.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    for (const run of this.#runs) run.finishCurrent();
    this.#visitEnded.notify();
    this.#noPause.notify();
    const work = [this.#loop ?? Promise.resolve(), ...this.#visits.values()];
    if (await settledWithin(work, graceMs)) return;
    for (const run of this.#runs) run.abort();
    if (await settledWithin(work, ABORT_REACTION_MS)) return;
    this.#parts.logger.warn(
      `${this.#runs.size} call(s) of the handler of ${describeQueue(this.#handler.declaration)} did not end within ` +
        `${graceMs} ms: their unfinished items are given back.`,
      'BatchWorker',
    );
    await Promise.all([...this.#runs].map(async (run) => run.giveBack()));
  }

  async #goRound(): Promise<void> {
    let failures = 0;
    while (!this.#stopping) {
      this.#hasFailed = false;
      try {
        await this.#round();
      } catch (error) {
        failures += 1;
        await this.#pauseAfter(error, failures);
        continue;
      }
      failures = 0;
      if (!this.#hasProgressed && !this.#stopping) await this.#noPause.wait(this.#parts.pollIntervalMs);
      this.#hasProgressed = false;
      if (!this.#hasFailed) this.#parts.outages.recovered(this);
    }
  }

  /** The list of pending tenants could not be read. */
  async #pauseAfter(error: unknown, failures: number): Promise<void> {
    // Stopped while it asked: nobody would cut the pause short.
    if (this.#stopping) return;
    if (isTemporary(error)) {
      this.#onOutage(error);
      await this.#noPause.wait(backoffDelay(failures, OUTAGE_BOUNDS));
      return;
    }
    this.#logError('(its pending tenants)', PAUSE_AFTER_ERROR_MS, error);
    await this.#noPause.wait(PAUSE_AFTER_ERROR_MS);
  }

  async #round(): Promise<void> {
    const { service, pool } = this.#handler.declaration;
    let cursor: string | null = null;
    do {
      const page: PendingTenantsPage = await this.#parts.coordinator.pendingTenants(service, {
        limit: TENANTS_PER_PAGE,
        pool,
        ...(cursor === null ? {} : { cursor }),
      });
      for (const tenant of page.tenants) {
        if (this.#visits.has(tenant) || this.#pauses.isPaused(tenant)) continue;
        await this.#freeSlot();
        if (this.#stopping) return;
        this.#visits.set(tenant, this.#visit(tenant));
      }
      cursor = page.cursor;
    } while (cursor !== null && !this.#stopping);
  }

  async #freeSlot(): Promise<void> {
    while (this.#visits.size >= this.#handler.declaration.concurrency && !this.#stopping)
      await this.#visitEnded.wait();
  }

  async #visit(tenant: string): Promise<void> {
    let hasFound = false;
    try {
      hasFound = await this.#handleNext(tenant);
    } catch (error) {
      this.#onVisitFailed(tenant, error);
    }
    this.#visits.delete(tenant);
    this.#visitEnded.notify();
    if (!hasFound) return;
    this.#hasProgressed = true;
    this.#noPause.notify();
  }

  /** Claims once and hands over what there is; false if there was nothing. */
  async #handleNext(tenant: string): Promise<boolean> {
    const { declaration } = this.#handler;
    const { service, entity, action, limit, leaseSeconds, pool, model } = declaration;
    const { batchesOf, coordinator, invoker, logger } = this.#parts;
    const queues = batchesOf(tenant);
    const options = { limit, leaseSeconds, pool };
    const claimedAtMs = performance.now();
    const claimed = await (model === undefined
      ? queues.claim(service, entity, action, options)
      : queues.claim(service, entity, action, { ...options, model }));
    if (claimed.length === 0) {
      await coordinator.removeFromPending(service, tenant, { pool, queues: [{ entity, action }] });
      return false;
    }
    const log = new ClaimLog(logger, this.#handler, tenant);
    const settlement = new ClaimSettlement(queues, log);
    const items = claimed.map((item) => new TrackedItem(item, claimedAtMs + leaseSeconds * 1_000));
    const run = new ClaimRun(tenant, items, { handler: this.#handler, invoker, settlement, log });
    if (this.#stopping) run.finishCurrent();
    this.#runs.add(run);
    await run.run();
    this.#runs.delete(run);
    return true;
  }

  #onVisitFailed(tenant: string, error: unknown): void {
    if (isTemporary(error)) {
      this.#onOutage(error);
      this.#pauses.pause(tenant, PAUSE_AFTER_OUTAGE_MS);
      return;
    }
    this.#logError(`of tenant "${tenant}"`, PAUSE_AFTER_ERROR_MS, error);
    this.#pauses.pause(tenant, PAUSE_AFTER_ERROR_MS);
  }

  #onOutage(error: Error): void {
    this.#hasFailed = true;
    if (!this.#stopping) this.#parts.outages.failed(this, error);
  }

  #logError(whose: string, pauseMs: number, error: unknown): void {
    this.#parts.logger.error(
      `The queue ${describeQueue(this.#handler.declaration)} ${whose} cannot be read: ${messageOf(error)} ` +
        `Next attempt in ${pauseMs / 1_000} s.`,
      stackOf(error),
      'BatchWorker',
    );
  }
}
