import { describeNumber } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import type { PoolAlias } from '../common/pool-alias.js';
import type { ReplicationLimits } from '../connections/checks/replication-limits.js';

/** How long a check may take. */
export interface CheckOptions {
  /**
   * Milliseconds after which a server that has not answered counts as down.
   * @default 1_000
   */
  readonly timeoutMs?: number | undefined;
}

/** Options of `RedisHealthIndicator.pingCheck`. */
export interface PingCheckOptions extends CheckOptions {
  /** The pool that is asked. @default 'default' */
  readonly alias?: PoolAlias | undefined;
}

/** Options of `RedisHealthIndicator.pools`. */
export interface PoolsCheckOptions extends CheckOptions {
  /**
   * Pools the application cannot work without: when one of them is down, so is the result. Others that are down make it
   * degraded.
   * @default all pools
   */
  readonly required?: readonly PoolAlias[] | undefined;
  /** From when on a replica that is behind makes its pool degraded. @default { lagSeconds: 10 } */
  readonly degradedAt?: ReplicationLimits | undefined;
}

/** Limits of a server's memory: a figure that reaches one exceeds it. What is not named has none. */
export interface MemoryLimits {
  /** Used memory as a share of `maxmemory`, 0 to 1. Servers without `maxmemory` never exceed it. */
  readonly usedShare?: number | undefined;
  /** Used memory, in bytes. */
  readonly usedBytes?: number | undefined;
  /** Memory the system has given, divided by what is used. Of little meaning on a server that holds little. */
  readonly fragmentationRatio?: number | undefined;
}

/** Options of `RedisHealthIndicator.memory`. */
export interface MemoryCheckOptions extends CheckOptions {
  /** Pools whose servers are looked at. @default all pools; a server of several is looked at once */
  readonly aliases?: readonly PoolAlias[] | undefined;
  /** From when on a server is degraded. @default { usedShare: 0.8 } */
  readonly degradedAt?: MemoryLimits | undefined;
  /** From when on a server is down. @default {}: full memory makes writes fail, and no instance of the application can help that */
  readonly downAt?: MemoryLimits | undefined;
}

/** Limits of the triggers of a pool: a figure that reaches one exceeds it. What is not named has none. */
export interface ExpiryLimits {
  /** How far behind the workers may be, in milliseconds. */
  readonly overdueByMs?: number | undefined;
  /** Triggers that are due and have no handler yet. */
  readonly backlog?: number | undefined;
  /** Dead letters: triggers whose attempts have all failed. */
  readonly dead?: number | undefined;
  /** How long, in milliseconds, triggers may wait because no running worker has a handler for their action. */
  readonly unhandledForMs?: number | undefined;
}

/** Options of `RedisHealthIndicator.expiry`. */
export interface ExpiryCheckOptions extends CheckOptions {
  /** From when on a pool is degraded. @default { overdueByMs: 60_000, unhandledForMs: 300_000 } */
  readonly degradedAt?: ExpiryLimits | undefined;
  /** From when on a pool is down. @default {}: a backlog is no reason to take work from an instance */
  readonly downAt?: ExpiryLimits | undefined;
}

export const DEFAULT_MEMORY_LIMITS: MemoryLimits = { usedShare: 0.8 };
export const DEFAULT_EXPIRY_LIMITS: ExpiryLimits = { overdueByMs: 60_000, unhandledForMs: 300_000 };

const DEFAULT_TIMEOUT_MS = 1_000;
const LONGEST_TIMEOUT_MS = 60_000;

/** @throws InvalidArgumentError unless it is a number above 0 and at most 60,000 */
export function timeoutOf({ timeoutMs = DEFAULT_TIMEOUT_MS }: CheckOptions): number {
  if (typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS) return timeoutMs;
  throw new InvalidArgumentError(
    'timeoutMs',
    `milliseconds, above 0 and at most ${LONGEST_TIMEOUT_MS}`,
    describeNumber(timeoutMs),
  );
}
