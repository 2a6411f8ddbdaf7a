import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolAlias } from '../../common/pool-alias.js';
import type { SubscriberConnection } from '../../connections/subscriber-connection.js';
import { isTemporary } from '../../connections/temporary-failure.js';
import { ABORT_REACTION_MS } from '../../dispatch/abort-reason.js';
import { OutageLog } from '../../dispatch/outage-log.js';
import { backoffDelay, type BackoffBounds } from '../../resilience/backoff.js';
import { settledWithin } from '../../resilience/settled-within.js';
import type { ExpiryEngines } from '../expiry-engines.js';
import type { ExpiryHandler } from '../expiry-handler.js';
import { NudgeSubscription } from './nudge-subscription.js';
import { PartitionPump } from './partition-pump.js';
import { LOG_CONTEXT, type WorkerParts } from './worker-parts.js';

/** Between two looks while the engine tells of what is new: those messages may be lost, though they rarely are. */
const LONGEST_PAUSE_MS = 5_000;
/** The same while the engine cannot be heard. */
const LONGEST_DEAF_PAUSE_MS = 500;
/** What the last outcomes get to reach Redis. */
const FLUSH_MS = 2_000;
const ANNOUNCE_BOUNDS: BackoffBounds = { minMs: 100, maxMs: 5_000 };

export interface PoolWorkerParts extends WorkerParts {
  readonly engines: ExpiryEngines;
  readonly subscriber: (pool: PoolAlias) => SubscriberConnection;
}

/** Runs the triggers of one pool while there are handlers for them: a pump for each partition, and the nudges. */
export class PoolWorker {
  readonly #pool: PoolAlias;
  readonly #parts: PoolWorkerParts;
  readonly #outages: OutageLog;
  readonly #pumps: readonly PartitionPump[];
  readonly #nudges: NudgeSubscription;
  readonly #channels: readonly string[];
  readonly #end = new AbortController();
  #state: 'new' | 'running' | 'stopped' = 'new';

  constructor(pool: PoolAlias, parts: PoolWorkerParts) {
    const engine = parts.engines.engine(pool);
    this.#pool = pool;
    this.#parts = parts;
    this.#outages = new OutageLog(parts.logger, { work: 'Triggers', context: LOG_CONTEXT });
    this.#channels = Array.from({ length: engine.partitions }, (_unused, index) =>
      engine.nudgeChannel(index),
    );
    this.#nudges = new NudgeSubscription({
      subscriber: () => parts.subscriber(pool),
      channels: this.#channels,
      onMessage: (channel, message) => this.#onMessage(channel, message),
      onLive: () => this.lookNow(),
    });
    const pumpParts = {
      ...parts,
      engine: async () => parts.engines.started(pool),
      outages: this.#outages,
      longestPauseMs: () => (this.#nudges.isLive ? LONGEST_PAUSE_MS : LONGEST_DEAF_PAUSE_MS),
    };
    this.#pumps = Array.from(
      { length: engine.partitions },
      (_unused, index) => new PartitionPump(pool, index, pumpParts),
    );
  }

  /**
   * Begins if there is a handler for the pool; otherwise it waits for one.
   * @throws TriggerPartitionsError
   */
  async start(): Promise<void> {
    const handlers = this.#parts.registry.of(this.#pool);
    if (this.#state !== 'new' || handlers.length === 0) return;
    this.#state = 'running';
    try {
      await this.#parts.engines.started(this.#pool);
    } catch (error) {
      // The pumps go on trying.
      if (!isTemporary(error)) throw error;
    }
    if (this.#isStopped()) return;
    this.#logStart(handlers);
    this.#nudges.start();
    for (const pump of this.#pumps) pump.start();
    void this.#announce();
  }

  /** Handlers were added or taken away. */
  onHandlersChanged(): void {
    if (this.#state === 'running') {
      this.lookNow();
      void this.#announce();
    }
    this.start().catch((error: unknown) => this.#outages.failed(this, error));
  }

  /** Looks at every partition at once. */
  lookNow(): void {
    for (const pump of this.#pumps) pump.lookNow();
  }

  /**
   * Leases no more, and gives running handlers `graceMs` to finish. Then it aborts their signals, hands their triggers
   * back without counting the attempt, and settles everything that has an outcome. Never rejects.
   */
  async stop(graceMs: number): Promise<void> {
    this.#state = 'stopped';
    this.#end.abort();
    this.#nudges.stop();
    for (const pump of this.#pumps) pump.stopClaiming();
    if (!(await this.#idleWithin(graceMs))) {
      for (const { deliveries } of this.#pumps) deliveries.abort();
      await this.#idleWithin(ABORT_REACTION_MS);
    }
    const unfinished = this.#pumps.reduce((sum, { deliveries }) => sum + deliveries.giveBack(), 0);
    if (unfinished > 0) this.#logUnfinished(unfinished, graceMs);
    const finishes = this.#pumps.map(async (pump) => pump.finish());
    if (await settledWithin(finishes, FLUSH_MS)) return;
    const lost = this.#pumps.reduce((sum, pump) => sum + pump.abandon(), 0);
    if (lost > 0) this.#logLost(lost);
  }

  async #idleWithin(timeoutMs: number): Promise<boolean> {
    return settledWithin(
      this.#pumps.map(async ({ deliveries }) => deliveries.idle()),
      timeoutMs,
    );
  }

  #isStopped(): boolean {
    return this.#state === 'stopped';
  }

  #onMessage(channel: string, message: string): void {
    const partition = this.#channels.indexOf(channel);
    if (partition < 0) return;
    const nudge = this.#parts.engines.engine(this.#pool).parseNudge(message);
    if (nudge !== null) this.#pumps[partition]?.nudge(nudge);
  }

  /** Lets those who cancel or list by identifier know of the actions. */
  async #announce(): Promise<void> {
    for (let attempt = 1; !this.#isStopped(); attempt += 1) {
      const actions = this.#parts.registry.of(this.#pool).map(({ action }) => action);
      try {
        await (await this.#parts.engines.started(this.#pool)).announceActions(actions);
        this.#outages.recovered(this);
        return;
      } catch (error) {
        this.#outages.failed(this, error);
        const delayMs = backoffDelay(attempt, ANNOUNCE_BOUNDS);
        await sleep(delayMs, undefined, { signal: this.#end.signal }).catch(() => undefined);
      }
    }
  }

  #logStart(handlers: readonly ExpiryHandler[]): void {
    const { concurrency, leaseMs } = this.#parts.options;
    this.#parts.logger.log(
      `Expiry worker on alias '${this.#pool}': ${handlers.length} action(s), ${concurrency} handlers at once, ` +
        `leases of ${leaseMs} ms`,
      { alias: this.#pool, actions: handlers.map(({ action }) => action), concurrency, leaseMs },
      LOG_CONTEXT,
    );
  }

  #logUnfinished(count: number, graceMs: number): void {
    this.#parts.logger.warn(
      `${count} handler(s) of triggers in pool "${this.#pool}" did not end within ${graceMs} ms: their triggers are ` +
        'handed back, and run again.',
      LOG_CONTEXT,
    );
  }

  #logLost(count: number): void {
    this.#parts.logger.error(
      `The outcomes of ${count} trigger(s) in pool "${this.#pool}" could not be stored, because Redis did not answer ` +
        'before the application stopped: they run again when their leases end.',
      undefined,
      LOG_CONTEXT,
    );
  }
}
