/** The keys of one queue, all in one slot. */
export interface QueueKeys {
  /** List of the items that nobody has claimed yet. */
  readonly list: string;
  /** Sorted set of claimed and returned items. */
  readonly leases: string;
  /** Sorted set of the names of the service's queues. */
  readonly registry: string;
  /** The queue's name in the registry: what follows the service in the list's key. */
  readonly name: string;
}
