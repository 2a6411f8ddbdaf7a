/** The fixed words inside keys, between the tenant and the ids. */
export interface KeyPrefixes {
  /** `T:user:<userId>` @default 'user' */
  readonly user: string;
  /** `T:state:<handler>:<userId>` @default 'state' */
  readonly state: string;
  /** `T:df:<table>:pkid:<pk>` @default 'df' */
  readonly table: string;
  /** The word between table and row: `T:df:<table>:pkid:<pk>` @default 'pkid' */
  readonly tableKey: string;
  /** `T:SS:<state>:<userId>` @default 'SS' */
  readonly sharedState: string;
  /** `T:EXPTRIGGER:<action>:<identifier>` @default 'EXPTRIGGER' */
  readonly trigger: string;
  /** `T:batch:<service>:<entity>:<action>` @default 'batch' */
  readonly batch: string;
  /** Last word of `T:batch:<service>:<entity>:<action>:leases` @default 'leases' */
  readonly leases: string;
  /** First word of `pending_batches:<service>`, a key without tenant @default 'pending_batches' */
  readonly pending: string;
  /** `T:thread:<id>` @default 'thread' */
  readonly thread: string;
  /** Last word of `T:thread:<id>:messages` @default 'messages' */
  readonly messages: string;
  /** `T:idx:<kind>:<name>...` and `T:idx:threads` @default 'idx' */
  readonly index: string;
  /** Last word of `T:idx:threads` @default 'threads' */
  readonly threads: string;
}

/**
 * Last words of the further indexes of threads: `T:idx:threads:expiry` and `T:idx:threads:ids`. The index by last write
 * has a last word only where the tag is the entity.
 */
export const THREAD_UPDATES = 'updates';
export const THREAD_EXPIRY = 'expiry';
export const THREAD_IDS = 'ids';

/** Kinds of records that have indexes; an index key names the kind by its prefix. */
export const INDEXED_KINDS = [
  'user',
  'state',
  'table',
  'sharedState',
  'batch',
] as const satisfies readonly (keyof KeyPrefixes)[];
/** A kind of record that has indexes. */
export type IndexedKind = (typeof INDEXED_KINDS)[number];

/** The words in keys, unless `keys.prefixes` says otherwise. */
export const DEFAULT_KEY_PREFIXES: KeyPrefixes = {
  user: 'user',
  state: 'state',
  table: 'df',
  tableKey: 'pkid',
  sharedState: 'SS',
  trigger: 'EXPTRIGGER',
  batch: 'batch',
  leases: 'leases',
  pending: 'pending_batches',
  thread: 'thread',
  messages: 'messages',
  index: 'idx',
  threads: 'threads',
};

/**
 * How ids become segments. `'percent'`: `:` and `%` are escaped, every key parses back to its ids.
 * `'python'`: the keys of the Python library, for a shared database: `:` becomes `_` in shared states, tables
 * and triggers and stays as it is elsewhere, so that different ids can meet in one key.
 */
export type KeyLayout = 'percent' | 'python';

/**
 * What stands in braces in a key: Redis Cluster keeps keys whose braces hold the same text in one slot, on one node.
 * - `false`: nothing, `acme:user:1`. For servers outside a cluster.
 * - `'tenant'`: the tenant, `{acme}:user:1`. Everything of a tenant is in one slot and can change in one step.
 * - `'entity'`: the tenant with the record, `{acme:user:1}`. A tenant's records spread over all slots: for tenants that
 *   are too large for one node.
 */
export type HashTag = false | 'tenant' | 'entity';

/** How keys are written; one choice for everything that shares the data. */
export interface KeyOptions {
  /** How ids become segments. */
  readonly layout: KeyLayout;
  /** What is in one slot of a cluster. Allowed on a standalone server too: the migration path to a cluster. */
  readonly hashTag: HashTag;
  /** The fixed words, such as {@link DEFAULT_KEY_PREFIXES}. */
  readonly prefixes: KeyPrefixes;
}
