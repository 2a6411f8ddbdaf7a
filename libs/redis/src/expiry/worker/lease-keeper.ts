import type { HeldTrigger } from '../engine/trigger.types.js';

/** A lease that is to be renewed as long as it is needed. */
export interface KeptLease {
  readonly held: HeldTrigger;
  /** When it may end at the earliest, by `performance.now()`. */
  leaseEndsAt: number;
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

interface Renewal {
  readonly at: number;
  readonly isUnderWay: boolean;
}

/**
 * Renews the leases of handlers that run longer than a third of them, many in one call. It starts no timer for each:
 * short handlers are over before the next look.
 */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  readonly #leases = new Map<KeptLease, Renewal>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
  }

  add(lease: KeptLease): void {
    const at = lease.leaseEndsAt - this.#options.leaseMs * (1 - 1 / RENEWALS_PER_LEASE);
    this.#leases.set(lease, { at, isUnderWay: false });
    // Those that were added before are due before.
    if (this.#timer === undefined) this.#lookAgain();
  }

  /** It is no longer needed. */
  delete(lease: KeptLease): void {
    this.#leases.delete(lease);
  }

  stop(): void {
    this.#leases.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const now = performance.now();
    const soon = now + this.#options.leaseMs * TOGETHER;
    const due: KeptLease[] = [];
    for (const [lease, renewal] of this.#leases) {
      // A reply that comes later than the end is none.
      if (lease.leaseEndsAt <= now) this.#lose(lease);
      else if (!renewal.isUnderWay && renewal.at <= soon) due.push(lease);
    }
    for (let from = 0; from < due.length; from += MOST_PER_CALL) {
      void this.#renew(due.slice(from, from + MOST_PER_CALL));
    }
    this.#lookAgain();
  }

  async #renew(leases: readonly KeptLease[]): Promise<void> {
    const { leaseMs, extend, onFailure } = this.#options;
    const sentAt = performance.now();
    this.#note(leases, { at: sentAt + leaseMs / RENEWALS_PER_LEASE, isUnderWay: true });
    try {
      const ends = await extend(leases.map(({ held }) => held));
      for (const [index, lease] of leases.entries()) {
        if (!this.#leases.has(lease)) continue;
        if (ends[index] === null) this.#lose(lease);
        else lease.leaseEndsAt = sentAt + leaseMs;
      }
      this.#note(leases, { at: sentAt + leaseMs / RENEWALS_PER_LEASE, isUnderWay: false });
    } catch {
      this.#note(leases, { at: performance.now() + leaseMs / RETRIES_PER_LEASE, isUnderWay: false });
      onFailure();
    }
    this.#lookAgain();
  }

  #note(leases: readonly KeptLease[], renewal: Renewal): void {
    for (const lease of leases) if (this.#leases.has(lease)) this.#leases.set(lease, renewal);
  }

  #lose(lease: KeptLease): void {
    this.#leases.delete(lease);
    lease.loseLease();
  }

  #lookAgain(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    let next = Number.POSITIVE_INFINITY;
    for (const [{ leaseEndsAt }, { at, isUnderWay }] of this.#leases) {
      next = Math.min(next, leaseEndsAt, isUnderWay ? leaseEndsAt : at);
    }
    if (next === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#look(), Math.max(1, Math.ceil(next - performance.now())));
  }
}
