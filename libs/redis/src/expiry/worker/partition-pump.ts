import { setImmediate as nextRound } from 'node:timers/promises';
import type { PoolAlias } from '../../common/pool-alias.js';
import { messageOf } from '../../common/thrown.js';
import type { OutageLog } from '../../dispatch/outage-log.js';
import { backoffDelay, type BackoffBounds } from '../../resilience/backoff.js';
import { WakeSignal } from '../../resilience/wake-signal.js';
import type { TriggerEngine } from '../engine/trigger-engine.js';
import type { Nudge, Turn } from '../engine/trigger.types.js';
import { PartitionDeliveries } from './partition-deliveries.js';
import type { FreedSlots, SlotGrant } from './handler-slots.js';
import { OutcomeQueue, staleOf, type QueuedOutcome } from './outcome-queue.js';
import { ServerClock } from './server-clock.js';
import { WakePlan } from './wake-plan.js';
import { LOG_CONTEXT, type WorkerParts } from './worker-parts.js';

/** Most outcomes of one turn. */
const MOST_OUTCOMES = 1_000;
/** So many outcomes do not wait. */
const URGENT_OUTCOMES = 200;
/** So long an outcome waits for others, or for a turn that is due anyway. */
const OUTCOME_WAIT_MS = 2;
/** Between two attempts while Redis is away. */
const OUTAGE_BOUNDS: BackoffBounds = { minMs: 50, maxMs: 2_000 };

/** A turn that was sent, and what became of it. */
type Answer = { readonly grant: SlotGrant; readonly outcomes: readonly QueuedOutcome[] } & (
  | {
      readonly turn: Turn;
      readonly wasDue: boolean;
      /** By `performance.now()`. */
      readonly leaseEndsAt: number;
    }
  | { readonly turn: undefined; readonly error: unknown }
);

export interface PumpParts extends WorkerParts {
  /** The engine, once it is started. */
  readonly engine: () => Promise<TriggerEngine>;
  readonly outages: OutageLog;
  /** Longest pause between two looks, in milliseconds: in case nobody tells of something new. */
  readonly longestPauseMs: () => number;
}

/**
 * Takes turns at one partition: leases what is due when there is a handler free for it, and settles what handlers have
 * finished, in the same call. In between it waits for the next due time, for a nudge, for a slot, or for outcomes.
 */
export class PartitionPump {
  readonly deliveries: PartitionDeliveries;
  readonly #partition: number;
  readonly #parts: PumpParts;
  readonly #outcomes = new OutcomeQueue();
  readonly #clock = new ServerClock();
  readonly #plan = new WakePlan();
  readonly #wake = new WakeSignal();
  readonly #stopListening: () => void;
  #state: 'claiming' | 'draining' | 'finishing' | 'ended' = 'claiming';
  #isUrgent = true;
  /** The last turn had no slot at all. */
  #isStarved = false;
  /** Actions whose own slots were used up by the last turn. */
  #fullActions: ReadonlySet<string> = new Set();
  #lastTurnAt = 0;
  #failures = 0;
  #retryAt = 0;
  #loop: Promise<void> | undefined;

  constructor(pool: PoolAlias, partition: number, parts: PumpParts) {
    this.#partition = partition;
    this.#parts = parts;
    this.deliveries = new PartitionDeliveries(pool, partition, {
      ...parts,
      clock: this.#clock,
      onRenewalFailed: () => this.lookNow(),
      onOutcome: (outcome, facts) => {
        this.#outcomes.push(outcome, facts);
        // The first one sets a deadline, and the last one does not wait for it.
        if (this.#outcomes.size === 1 || this.#outcomes.size === URGENT_OUTCOMES) this.#wake.notify();
      },
    });
    this.#stopListening = parts.slots.onFree((freed) => this.#onFreed(freed));
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Something is due then. */
  nudge({ dueMs, action }: Nudge): void {
    if (this.#parts.registry.find(action, this.deliveries.pool) === undefined) return;
    if (this.#plan.nudge(dueMs)) this.#wake.notify();
  }

  /** Looks at once: handlers were added, or nudges may have been missed. */
  lookNow(): void {
    this.#isUrgent = true;
    this.#wake.notify();
  }

  /** Leases nothing more. What a turn under way leases is handed back. */
  stopClaiming(): void {
    if (this.#state === 'claiming') this.#state = 'draining';
    this.deliveries.refuse();
    this.#wake.notify();
  }

  /** Ends when every outcome is settled, or when it is abandoned. */
  async finish(): Promise<void> {
    if (this.#state !== 'ended') this.#state = 'finishing';
    this.#wake.notify();
    await this.#loop;
    this.#stopListening();
  }

  /** Ends without settling the rest. @returns how many outcomes are lost: their triggers run again */
  abandon(): number {
    this.#state = 'ended';
    this.#wake.notify();
    return this.#outcomes.unconfirmedCount;
  }

  async #run(): Promise<void> {
    let asked: Promise<Answer> | undefined;
    for (;;) {
      if (asked === undefined) {
        await this.#pause();
        if (this.#isOver()) return;
        asked = this.#ask();
      }
      if (asked === undefined) continue;
      const answer: Answer = await asked;
      asked = this.#askAhead(answer);
      if (asked !== undefined) {
        // It is handed over in this round of the event loop and written at its end, behind the first of these two:
        // handlers would hold it up.
        await nextRound();
        await nextRound();
      }
      this.#onAnswer(answer, asked !== undefined);
    }
  }

  #isOver(): boolean {
    return this.#state === 'ended' || (this.#state === 'finishing' && this.#outcomes.size === 0);
  }

  async #pause(): Promise<void> {
    while (!this.#isOver()) {
      const leftMs = this.#deadline() - performance.now();
      if (leftMs <= 0) break;
      await this.#wake.wait(leftMs === Number.POSITIVE_INFINITY ? undefined : Math.ceil(leftMs));
    }
    // Handlers that end in this round of the event loop give their slots and outcomes to this turn.
    await nextRound();
  }

  /** When the next turn is due, by `performance.now()`. */
  #deadline(): number {
    const { size, since } = this.#outcomes;
    const settleAt = size === 0 ? Number.POSITIVE_INFINITY : since + OUTCOME_WAIT_MS;
    const wanted = this.#state === 'claiming' ? Math.min(this.#claimAt(), settleAt) : settleAt;
    return Math.max(size >= URGENT_OUTCOMES ? 0 : wanted, this.#retryAt);
  }

  #claimAt(): number {
    if (this.#isUrgent) return 0;
    if (this.#isStarved) return Number.POSITIVE_INFINITY;
    return Math.min(this.#plan.localTime(this.#clock), this.#lastTurnAt + this.#parts.longestPauseMs());
  }

  /** Sends a turn; undefined if there is nothing to lease with, and nothing to settle. */
  #ask(): Promise<Answer> | undefined {
    const { slots, registry } = this.#parts;
    const isClaiming = this.#state === 'claiming';
    const grant = slots.reserve(isClaiming ? registry.of(this.deliveries.pool) : []);
    this.#isUrgent = false;
    this.#isStarved = grant.limit === 0;
    const outcomes = this.#outcomes.take(MOST_OUTCOMES);
    if (grant.limit > 0 || outcomes.length > 0) return this.#send(grant, outcomes);
    this.#fullActions = fullActions(grant, NOTHING_LEASED);
    slots.release(grant, NOTHING_LEASED);
    return undefined;
  }

  /** While there is more to do than handlers to do it, the server is to work on the next turn as they work on this. */
  #askAhead({ turn }: Answer): Promise<Answer> | undefined {
    const isBehind = turn !== undefined && turn.count > 0 && isDueNow(turn);
    const canLease = this.#state === 'claiming' && this.#parts.slots.free > 0;
    return isBehind && canLease ? this.#ask() : undefined;
  }

  async #send(grant: SlotGrant, outcomes: readonly QueuedOutcome[]): Promise<Answer> {
    const { leaseMs, tenantConcurrency } = this.#parts.options;
    const wasDue = this.#plan.isDue(this.#clock.now());
    this.#plan.begin();
    let sentAt = performance.now();
    try {
      const engine = await this.#parts.engine();
      sentAt = performance.now();
      const turn = await engine.turn(this.#partition, {
        outcomes: outcomes.map(({ outcome }) => outcome),
        limit: grant.limit,
        leaseMs,
        actions: grant.actions,
        tenantLimit: tenantConcurrency,
      });
      this.#lastTurnAt = performance.now();
      this.#clock.observe(turn.nowMs, sentAt, this.#lastTurnAt);
      return { grant, outcomes, turn, wasDue, leaseEndsAt: sentAt + leaseMs };
    } catch (error) {
      return { grant, outcomes, turn: undefined, error };
    }
  }

  /** @param isAhead whether the next turn is under way already */
  #onAnswer(answer: Answer, isAhead: boolean): void {
    const { grant, outcomes, turn } = answer;
    let leased = NOTHING_LEASED;
    if (turn === undefined) {
      this.#outcomes.putBack(outcomes);
      this.#onFailed(answer.error);
    } else {
      this.#onAnswered(turn, outcomes);
      leased = this.deliveries.begin(turn, answer.leaseEndsAt);
      if (!isAhead) this.#planNext(turn, grant.limit > 0, answer.wasDue);
    }
    this.#fullActions = fullActions(grant, leased);
    this.#parts.slots.release(grant, leased);
  }

  #onAnswered({ stale, keyErrors }: Turn, outcomes: readonly QueuedOutcome[]): void {
    this.#outcomes.confirm(outcomes);
    this.#failures = 0;
    this.#retryAt = 0;
    this.#parts.outages.recovered(this);
    for (const { outcome, facts } of staleOf(outcomes, stale)) this.deliveries.onStale(outcome, facts);
    for (const error of keyErrors) {
      this.#parts.logger.warn(`A trigger may run twice: ${messageOf(error)}`, LOG_CONTEXT);
    }
  }

  #planNext({ nowMs, nextMs, count }: Turn, hasAsked: boolean, wasDue: boolean): void {
    const isBehind = isDueNow({ nextMs, nowMs });
    // A look that finds nothing although something is due must not be repeated without a pause.
    this.#plan.planned(isBehind && count === 0 ? nowMs + 1 : nextMs);
    if (!hasAsked) return;
    if (isBehind && count > 0) this.#isUrgent = true;
    if (wasDue) this.#plan.looked(count === 0 && !isBehind);
  }

  #onFailed(error: unknown): void {
    this.#failures += 1;
    this.#isUrgent = true;
    this.#retryAt = performance.now() + backoffDelay(this.#failures, OUTAGE_BOUNDS);
    if (this.#state !== 'ended') this.#parts.outages.failed(this, error);
  }

  #onFreed({ isShared, handlers }: FreedSlots): void {
    const isWanted =
      (isShared && this.#isStarved) ||
      (this.#fullActions.size > 0 && handlers.some(({ action }) => this.#fullActions.has(action)));
    if (isWanted) this.lookNow();
  }
}

const NOTHING_LEASED: ReadonlyMap<string, number> = new Map();

/** Whether something was left that is due. */
function isDueNow({ nextMs, nowMs }: Pick<Turn, 'nextMs' | 'nowMs'>): boolean {
  return nextMs !== null && nextMs <= nowMs;
}

/** Actions that could have had more triggers leased if more of their handlers were free. */
function fullActions({ actions }: SlotGrant, leased: ReadonlyMap<string, number>): ReadonlySet<string> {
  const full = actions.filter(({ action, free }) => free <= (leased.get(action) ?? 0));
  return new Set(full.map(({ action }) => action));
}
