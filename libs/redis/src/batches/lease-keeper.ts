import { settledWithin } from '../resilience/settled-within.js';
import { WakeSignal } from '../resilience/wake-signal.js';
import type { TrackedItem } from './tracked-item.js';

/** Renewals per lease while Redis answers. */
const RENEWALS_PER_LEASE = 3;
/** Attempts per lease after a renewal has failed. */
const RETRIES_PER_LEASE = 15;

type Renewal = 'renewed' | 'failed' | 'lost' | 'settled';

/** Renews the leases of open items, a third of the lease after the other, until it is stopped. */
export class LeaseKeeper {
  readonly #items: readonly TrackedItem[];
  readonly #leaseSeconds: number;
  readonly #onLost: (lost: readonly TrackedItem[]) => void;
  readonly #wake = new WakeSignal();
  #stopped = false;

  /** @param onLost told once about each item whose lease is over; it is marked as lost already */
  constructor(
    items: readonly TrackedItem[],
    leaseSeconds: number,
    onLost: (lost: readonly TrackedItem[]) => void,
  ) {
    this.#items = items;
    this.#leaseSeconds = leaseSeconds;
    this.#onLost = onLost;
  }

  /** Resolves when it was stopped. Never rejects: a renewal that fails is tried again while the lease lasts. */
  async run(): Promise<void> {
    const leaseMs = this.#leaseSeconds * 1_000;
    let perLease = RENEWALS_PER_LEASE;
    // It may be stopped during a wait as well as during a renewal: then no wait may begin that nobody would end.
    while (!this.#stopped) {
      await this.#wake.wait(leaseMs / perLease);
      if (this.#stopped) return;
      // A handler that asked for more time itself has longer than a renewal would give.
      const due = this.#items.filter((item) => item.isOpen && item.remainingMs <= leaseMs);
      const renewals = await Promise.all(due.map(async (item) => this.#renew(item)));
      perLease = renewals.includes('failed') ? RETRIES_PER_LEASE : RENEWALS_PER_LEASE;
      const lost = due.filter((_item, index) => renewals[index] === 'lost');
      if (lost.length > 0) this.#onLost(lost);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#wake.notify();
  }

  /** A lease counts from the last time that it surely was renewed; a reply that comes later than its end is none. */
  async #renew(item: TrackedItem): Promise<Renewal> {
    const renewal = item.extend(this.#leaseSeconds).then(
      (isHeld): Renewal => (isHeld ? 'renewed' : 'lost'),
      (): Renewal => (item.remainingMs > 0 ? 'failed' : 'lost'),
    );
    const isInTime = await settledWithin([renewal], Math.max(0, item.remainingMs));
    const outcome = isInTime ? await renewal : 'lost';
    // An item that was settled meanwhile has no lease left to renew.
    if (outcome === 'lost' && !item.isOpen) return 'settled';
    if (outcome === 'lost') item.markLost();
    return outcome;
  }
}
