/**
 * `up`; `degraded`: it serves, but not as it should; `down`: commands fail. The words of Terminus, where only `down`
 * fails a health check.
 */
export type HealthStatus = 'up' | 'degraded' | 'down';

/** How far a replica is behind its primary. */
export interface ReplicationHealth {
  /** `host:port` of its primary; null if nobody says. */
  readonly primary: string | null;
  /** Whether it gets what the primary writes. */
  readonly link: 'up' | 'down';
  /** Bytes of the primary's writes that it has not confirmed yet; null if nobody says. */
  readonly lagBytes: number | null;
  /** Seconds since it last confirmed anything, which it does each second; null if nobody says. */
  readonly lagSeconds: number | null;
}

/** One server of a pool. */
export interface NodeHealth {
  /** `host:port`. */
  readonly node: string;
  readonly role: 'primary' | 'replica';
  /** Of a primary: whether it answered. Of a replica: what its primary, the cluster or the Sentinels say of it. */
  readonly status: HealthStatus;
  /** Why it is not `up`. */
  readonly message?: string;
  /** Time PING took just now; null without an answer, and for replicas, which are not asked. */
  readonly latencyMs: number | null;
  /** Of a primary in a cluster: how many slots it serves, as far as it is known. */
  readonly slots?: number;
  /** Of a replica. */
  readonly replication?: ReplicationHealth;
}

/** The slots of a cluster. */
export interface SlotsHealth {
  /** Slots that a working primary serves, of `total`. */
  readonly covered: number;
  readonly total: number;
  /** Ranges of the others: `5461-10922`, `42`. */
  readonly uncovered: readonly string[];
}

/** One Sentinel. */
export interface SentinelHealth {
  /** `host:port`. */
  readonly node: string;
  readonly status: 'up' | 'down';
  /** Why it is down. */
  readonly message?: string;
}

/** The Sentinels that watch the primary of a pool. */
export interface SentinelsHealth {
  /** Those of the pool's options. */
  readonly nodes: readonly SentinelHealth[];
  /** How many watch the primary, by the word of those that answered; null if none did. */
  readonly known: number | null;
  /** How many have to agree that the primary is gone. */
  readonly quorum: number | null;
  /** Whether enough of them are there to make another server the primary. */
  readonly canFailOver: boolean | null;
}

/** The graver of several. */
export function worstOf(statuses: Iterable<HealthStatus>): HealthStatus {
  let worst: HealthStatus = 'up';
  for (const status of statuses) {
    if (status === 'down') return 'down';
    if (status === 'degraded') worst = 'degraded';
  }
  return worst;
}
