/** How many replicas must have a write before its caller is told that it is done. */
export interface ReplicaDurability {
  /** @default 1 */
  readonly replicas?: number | undefined;
  /**
   * Milliseconds to wait for them; less than the pool's `commandTimeoutMs`.
   * @default 1000, or half of `commandTimeoutMs` if that is less
   */
  readonly timeoutMs?: number | undefined;
}

/**
 * When a write counts as done: `'memory'` as soon as the primary has it; `'replica'` as soon as one replica has it too,
 * so that it outlives the primary. `{ replicas: n }` asks for more of them.
 */
export type WriteDurability = 'memory' | 'replica' | ReplicaDurability;

/** The replicas a write waits for. */
export interface ResolvedDurability {
  readonly replicas: number;
  readonly timeoutMs: number;
}

const DEFAULT_TIMEOUT_MS = 1_000;

/** Undefined: writes wait for nothing. */
export function resolveDurability(
  durability: WriteDurability | undefined,
  commandTimeoutMs: number,
): ResolvedDurability | undefined {
  if (durability === undefined || durability === 'memory') return undefined;
  const { replicas = 1, timeoutMs } = durability === 'replica' ? {} : durability;
  return {
    replicas,
    timeoutMs: timeoutMs ?? Math.max(1, Math.min(DEFAULT_TIMEOUT_MS, Math.floor(commandTimeoutMs / 2))),
  };
}
