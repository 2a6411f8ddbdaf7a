import type { PoolAlias } from '../../common/pool-alias.js';
import type { PoolClients } from '../../connections/pool-clients.js';
import type { KeyFactory } from '../../keys/key-factory.js';
import type { TimeShift } from '../../scripts/trigger-partition-keys.js';

/** What an engine is made of. */
export interface TriggerEngineOptions {
  readonly pools: PoolClients;
  readonly pool: PoolAlias;
  readonly keys: KeyFactory;
  /** Keeps applications on one Redis apart. Any text. */
  readonly namespace: string;
  /** Whether the pool is a Redis Cluster. */
  readonly clustered: boolean;
  /** The same in all processes. @default 1; 16 in a cluster */
  readonly partitions?: number | undefined;
  /** Whether each trigger has its TTL key, as other programs expect it. @default true */
  readonly ttlKeys?: boolean | undefined;
  /** Milliseconds that TTL keys outlive the due time, so that they expire only if nobody claims. @default 1000 */
  readonly lingerMs?: number | undefined;
  readonly deadLetters?:
    | {
        /** Dead letters kept per tenant and partition; the oldest go first. @default 1,000 */
        readonly maxPerTenant?: number | undefined;
        /** Milliseconds they are kept. @default 30 days */
        readonly maxAgeMs?: number | undefined;
      }
    | undefined;
  /** Milliseconds added to the server's clock, or the time it stands still at: for testing kits. @default () => 0 */
  readonly offsetMs?: (() => TimeShift) | undefined;
}

/** The options with defaults filled in. */
export interface ResolvedTriggerEngine {
  readonly partitions: number;
  readonly ttlKeys: 'none' | 'here' | 'elsewhere';
  readonly lingerMs: number;
  readonly maxDeadPerTenant: number;
  readonly deadAgeMs: number;
  readonly timeShift: () => TimeShift;
}

const CLUSTER_PARTITIONS = 16;
const LINGER_MS = 1_000;
const MAX_DEAD_PER_TENANT = 1_000;
const DEAD_AGE_MS = 30 * 86_400_000;

export function resolveTriggerEngine(options: TriggerEngineOptions): ResolvedTriggerEngine {
  const { clustered, ttlKeys = true, deadLetters = {} } = options;
  return {
    partitions: options.partitions ?? (clustered ? CLUSTER_PARTITIONS : 1),
    ttlKeys: ttlKeys ? (clustered ? 'elsewhere' : 'here') : 'none',
    lingerMs: options.lingerMs ?? LINGER_MS,
    maxDeadPerTenant: deadLetters.maxPerTenant ?? MAX_DEAD_PER_TENANT,
    deadAgeMs: deadLetters.maxAgeMs ?? DEAD_AGE_MS,
    timeShift: options.offsetMs ?? (() => 0),
  };
}
