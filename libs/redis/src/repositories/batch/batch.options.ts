import type { PoolOption, ReadItemsOptions } from '../repository-options.js';
import type { QueueName } from './queue-keys.js';

/** Options of {@link BatchRepository.claim}. */
export interface ClaimOptions<T extends object = object> extends ReadItemsOptions<T> {
  /**
   * Most items to take, 1 to 1,000.
   * @default 100
   */
  readonly limit?: number;
  /**
   * Seconds for which nobody else gets the items, with fractions down to the millisecond; at most 30 days. Longer
   * than the work takes, or the lease has to be extended meanwhile.
   * @default 60
   */
  readonly leaseSeconds?: number;
}

/** Options of {@link ClaimedItem.nack}. */
export interface NackOptions {
  /**
   * Seconds until anybody may claim the item again, with fractions down to the millisecond; at most a year.
   * @default 0: at once
   */
  readonly delaySeconds?: number;
}

/** Options of {@link BatchCoordinator.pendingTenants}. */
export interface PendingTenantsOptions extends PoolOption {
  /** `cursor` of the page before; absent to begin. */
  readonly cursor?: string;
  /**
   * About how many tenants, 1 to 10,000: as with COUNT of SSCAN a page may hold more, fewer or none.
   * @default 100
   */
  readonly limit?: number;
}

/** Options of {@link BatchCoordinator.removeFromPending}. */
export interface RemoveFromPendingOptions extends PoolOption {
  /**
   * Queues to look at besides those the registry knows, at most 1,000: those that only programs without this library
   * write and nobody has claimed from yet.
   */
  readonly queues?: readonly QueueName[];
}
