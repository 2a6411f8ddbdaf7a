/** The keys that say which tenants of a service are pending, in one slot. */
export interface PendingKeys {
  /** Set of tenants. */
  readonly pending: string;
  /** Hash of the tenants that are being taken off that set, with the token of who does. */
  readonly removing: string;
}
