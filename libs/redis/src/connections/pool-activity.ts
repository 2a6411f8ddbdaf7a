import { LatencyHistogram } from './latency-histogram.js';
import type { CircuitState, PoolState, RedisStats } from './pool-snapshots.js';

/** What happened in a pool: counted where it happens, each command once. */
export class PoolActivity {
  readonly latency = new LatencyHistogram();
  answered = 0;
  failed = 0;
  refused = 0;
  retries = 0;
  replicaReads = 0;
  replicaFallbacks = 0;
  totalConnections = 0;
  activeConnections = 0;
  failedConnections = 0;
  #lastError: string | null = null;
  #lastErrorTime: Date | null = null;
  #readySinceMs: number | undefined;

  constructor(readonly poolAlias: string) {}

  /** Notes what failed last. `reason` has to be free of secrets and arguments. */
  noteError(reason: string): void {
    this.#lastError = reason;
    this.#lastErrorTime = new Date();
  }

  /** The pool takes commands, as far as one connection can tell. */
  noteReady(): void {
    this.#readySinceMs ??= performance.now();
  }

  snapshot(state: PoolState, circuit: CircuitState, circuitBreakerTrips: number): RedisStats {
    return {
      databaseName: this.poolAlias,
      state,
      circuit,
      totalConnections: this.totalConnections,
      activeConnections: this.activeConnections,
      failedConnections: this.failedConnections,
      successfulOperations: this.answered,
      failedOperations: this.failed,
      refusedOperations: this.refused,
      totalRetryAttempts: this.retries,
      replicaReads: this.replicaReads,
      replicaFallbacks: this.replicaFallbacks,
      circuitBreakerTrips,
      lastError: this.#lastError,
      lastErrorTime: this.#lastErrorTime,
      uptimeSeconds: this.#readySinceMs === undefined ? 0 : (performance.now() - this.#readySinceMs) / 1_000,
      latency: this.latency.snapshot(),
    };
  }
}
