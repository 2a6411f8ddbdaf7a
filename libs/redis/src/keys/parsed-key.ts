import type { IndexedKind } from './key-options.js';

/** A trigger key, taken apart. */
export interface ParsedTriggerKey {
  /** Which keys it is one of. */
  readonly kind: 'trigger';
  /** As it stands in the key: `parseTenantId` tells whether it is a tenant id. */
  readonly tenant: string;
  /** What the trigger does. */
  readonly action: string;
  /** What it does it for. */
  readonly identifier: string;
}

/** Key of a queue or of its leases, taken apart. */
export interface ParsedBatchKey {
  /** The queue itself, or its leases. */
  readonly kind: 'batchList' | 'batchLeases';
  /** As it stands in the key: `parseTenantId` tells whether it is a tenant id. */
  readonly tenant: string;
  /** Service, entity and action that the items were enqueued for. */
  readonly service: string;
  /** See {@link ParsedBatchKey.service}. */
  readonly entity: string;
  /** See {@link ParsedBatchKey.service}. */
  readonly action: string;
}

/**
 * A key of `KeyFactory`, taken apart: `kind` is the factory's method, the rest its arguments. `tenant` is what the
 * key says; `parseTenantId` tells whether it is a tenant id.
 */
export type ParsedKey =
  | { readonly kind: 'user'; readonly tenant: string; readonly userId: string }
  | { readonly kind: 'state'; readonly tenant: string; readonly handler: string; readonly userId: string }
  | { readonly kind: 'tableRow'; readonly tenant: string; readonly table: string; readonly pk: string }
  | { readonly kind: 'sharedState'; readonly tenant: string; readonly state: string; readonly userId: string }
  | ParsedTriggerKey
  | ParsedBatchKey
  | { readonly kind: 'pendingTenants'; readonly service: string }
  | { readonly kind: 'keyValue'; readonly tenant: string; readonly key: string }
  | { readonly kind: 'thread' | 'threadMessages'; readonly tenant: string; readonly threadId: string }
  | {
      readonly kind: 'threadIndex' | 'threadExpiryIndex' | 'threadIdIndex';
      readonly tenant: string;
    }
  | {
      readonly kind: 'index';
      readonly tenant: string;
      /** What is indexed. */
      readonly records: IndexedKind;
      /** Group of the records and name of the field, as far as there are any: see `KeyFactory.index`. */
      readonly names: readonly string[];
    };
