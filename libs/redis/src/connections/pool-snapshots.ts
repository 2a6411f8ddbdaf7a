/**
 * State of a pool. `FAILED`: its circuit is open, commands are refused at once. `DEGRADED`: something failed within the
 * last 10 seconds, or the circuit is half-open. `HEALTHY`: anything else.
 */
export type PoolState = 'HEALTHY' | 'DEGRADED' | 'FAILED';

/** Where the circuit breaker of a pool stands. */
export type CircuitState = 'closed' | 'open' | 'half-open';

/** How long commands took, in milliseconds, from a histogram of bounded size: each figure is right to about 3 %. */
export interface LatencySnapshot {
  readonly count: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** What happened in one pool since the start of the application; counted, never estimated. */
export interface RedisStats {
  /** Alias of the pool. */
  readonly databaseName: string;
  readonly state: PoolState;
  readonly circuit: CircuitState;
  /** Connections made, those after a loss included. */
  readonly totalConnections: number;
  /** Connections that are ready now: shared, dedicated and subscribers, of a cluster one per node. */
  readonly activeConnections: number;
  /** Attempts to connect that failed. */
  readonly failedConnections: number;
  /** Commands the server answered, with an error reply such as WRONGTYPE too: the server did its part. */
  readonly successfulOperations: number;
  /** Commands that got no answer, or one that says that the server cannot work now (LOADING, CLUSTERDOWN ...). */
  readonly failedOperations: number;
  /** Commands that were refused because the circuit was open; not part of `failedOperations`. */
  readonly refusedOperations: number;
  /** Commands that were sent once more after their connection was lost, and further attempts to connect at the start. */
  readonly totalRetryAttempts: number;
  /** Reads with `readFrom: 'replica'` that a replica answered; each record of a page is one. */
  readonly replicaReads: number;
  /** Reads with `readFrom: 'replica'` that went to the primary, because no replica could answer. */
  readonly replicaFallbacks: number;
  /** How often the circuit opened. */
  readonly circuitBreakerTrips: number;
  /** Message of the last failure: no secret, no argument of a command. */
  readonly lastError: string | null;
  readonly lastErrorTime: Date | null;
  /** Seconds since the pool was first ready; 0 before. */
  readonly uptimeSeconds: number;
  readonly latency: LatencySnapshot;
}

/** The dedicated connections of a pool (`withConnection`, `watch`) at this moment. */
export interface PoolStatistics {
  /** Alias of the pool. */
  readonly databaseName: string;
  /** Dedicated connections that exist: available, in use, or being made. */
  readonly createdConnections: number;
  readonly availableConnections: number;
  readonly inUseConnections: number;
  /** Callers that wait for one. */
  readonly waitingCallers: number;
  readonly maxConnections: number;
  /** Available ones that were not used for more than 60 seconds. */
  readonly idleConnections: number;
  /** When idle connections were last looked for; null: not yet. */
  readonly lastCleanup: Date | null;
}

/** All pools of an application. */
export interface ManagerStats {
  readonly totalDatabases: number;
  readonly healthyDatabases: number;
  readonly degradedDatabases: number;
  readonly failedDatabases: number;
  /** Commands of all pools, refused ones left out. */
  readonly totalOperations: number;
  /** Reads of repositories that found a record, and those that found none. */
  readonly cacheHits: number;
  readonly cacheMisses: number;
  readonly uptimeSeconds: number;
  /** By alias. */
  readonly databaseStats: Readonly<Record<string, RedisStats>>;
}
