import { DenseList, type Placed } from '../../common/dense-list.js';
import type { HeldTrigger } from '../engine/trigger.types.js';

/** When a lease is renewed next: notes of its keeper. */
interface LeaseRenewal extends Placed {
  readonly lease: KeptLease;
  at: number;
  isUnderWay: boolean;
}

/** A lease that is to be renewed as long as it is needed. */
export interface KeptLease {
  readonly held: HeldTrigger;
  /** When it may end at the earliest, by `performance.now()`. */
  leaseEndsAt: number;
  /** Its keeper's. */
  renewal?: LeaseRenewal | undefined;
  /** Told when it is over. */
  loseLease(): void;
}

export interface LeaseKeeperOptions {
  readonly leaseMs: number;
  /** Renews; answers for each the new end, or null: lost. */
  readonly extend: (held: readonly HeldTrigger[]) => Promise<ReadonlyArray<number | null>>;
  /** Told about each renewal that got no answer. It is tried again while the leases last. */
  readonly onFailure: () => void;
}

/** Renewals per lease while Redis answers. */
const RENEWALS_PER_LEASE = 3;
/** Attempts per lease after a renewal has failed. */
const RETRIES_PER_LEASE = 15;
/** Leases that are due within this share of a lease are renewed together. */
const TOGETHER = 1 / 12;
const MOST_PER_CALL = 500;

/**
 * Renews the leases of handlers that run longer than a third of them, many in one call. It starts no timer for each:
 * short handlers are over before the next look.
 */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  readonly #renewals = new DenseList<LeaseRenewal>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
  }

  add(lease: KeptLease): void {
    const at = lease.leaseEndsAt - this.#options.leaseMs * (1 - 1 / RENEWALS_PER_LEASE);
    lease.renewal = { lease, at, isUnderWay: false, place: -1 };
    this.#renewals.add(lease.renewal);
    // Those that were added before are due before.
    if (this.#timer === undefined) this.#lookAgain();
  }

  /** It is no longer needed. */
  delete({ renewal }: KeptLease): void {
    if (renewal !== undefined) this.#renewals.delete(renewal);
  }

  stop(): void {
    this.#renewals.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const now = performance.now();
    const soon = now + this.#options.leaseMs * TOGETHER;
    const due: LeaseRenewal[] = [];
    for (const renewal of this.#renewals) {
      // A reply that comes later than the end is none.
      if (renewal.lease.leaseEndsAt <= now) this.#lose(renewal);
      else if (!renewal.isUnderWay && renewal.at <= soon) due.push(renewal);
    }
    for (let from = 0; from < due.length; from += MOST_PER_CALL) {
      void this.#renew(due.slice(from, from + MOST_PER_CALL));
    }
    this.#lookAgain();
  }

  async #renew(renewals: readonly LeaseRenewal[]): Promise<void> {
    const { leaseMs, extend, onFailure } = this.#options;
    const sentAt = performance.now();
    for (const renewal of renewals) renewal.isUnderWay = true;
    try {
      const ends = await extend(renewals.map(({ lease }) => lease.held));
      for (const [index, renewal] of renewals.entries()) {
        if (!this.#renewals.has(renewal)) continue;
        if (ends[index] === null) this.#lose(renewal);
        else renewal.lease.leaseEndsAt = sentAt + leaseMs;
      }
      this.#planNext(renewals, sentAt + leaseMs / RENEWALS_PER_LEASE);
    } catch {
      this.#planNext(renewals, performance.now() + leaseMs / RETRIES_PER_LEASE);
      onFailure();
    }
    this.#lookAgain();
  }

  #planNext(renewals: readonly LeaseRenewal[], at: number): void {
    for (const renewal of renewals) {
      renewal.at = at;
      renewal.isUnderWay = false;
    }
  }

  #lose(renewal: LeaseRenewal): void {
    this.#renewals.delete(renewal);
    renewal.lease.loseLease();
  }

  #lookAgain(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    let next = Number.POSITIVE_INFINITY;
    for (const { lease, at, isUnderWay } of this.#renewals) {
      next = Math.min(next, lease.leaseEndsAt, isUnderWay ? lease.leaseEndsAt : at);
    }
    if (next === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#look(), Math.max(1, Math.ceil(next - performance.now())));
  }
}
