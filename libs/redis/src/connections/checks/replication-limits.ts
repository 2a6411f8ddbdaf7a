/** Limits of replicas: a figure that reaches one exceeds it. What is not named has none. */
export interface ReplicationLimits {
  /** Seconds since a replica last confirmed what it has. It does so each second, whether anything is written or not. */
  readonly lagSeconds?: number | undefined;
  /** Bytes of writes that a replica has not confirmed yet. */
  readonly lagBytes?: number | undefined;
}

export const DEFAULT_REPLICATION_LIMITS: ReplicationLimits = { lagSeconds: 10 };
