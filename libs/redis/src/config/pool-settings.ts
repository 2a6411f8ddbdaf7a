import type { PoolDescription } from './config-source.js';
import type { CommonPoolOptions } from './pool-options.js';
import type { ResolvedCommonPool } from './resolved-config.js';

const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_KEEP_ALIVE_MS = 600_000;
const DEFAULT_MAX_CONNECTIONS = 20;
const DEFAULT_IDLE_TIMEOUT_MS = 300_000;
const DEFAULT_HOLD_WARNING_MS = 30_000;
const DEFAULT_WATCHDOG_INTERVAL_MS = 30_000;
const DEFAULT_STARTUP_ATTEMPTS = 5;
const DEFAULT_STARTUP_MIN_DELAY_MS = 2_000;
const DEFAULT_STARTUP_MAX_DELAY_MS = 30_000;
const DEFAULT_LOADING_TIMEOUT_MS = 60_000;

/** How the connections of a pool behave, whatever server they go to. */
export type PoolSettings = Omit<
  ResolvedCommonPool,
  'alias' | 'origin' | 'username' | 'password' | 'tls' | 'durability'
>;

/**
 * Chooses field by field what is said first, and fills in the defaults.
 * @param descriptions of the pool, highest priority first
 * @param defaults of all pools, behind them
 * @param connectionName where nobody names one
 */
export function resolvePoolSettings(
  descriptions: readonly PoolDescription[],
  defaults: CommonPoolOptions,
  connectionName: string,
): PoolSettings {
  const choose = <Key extends keyof CommonPoolOptions>(key: Key): CommonPoolOptions[Key] =>
    descriptions.find(({ options }) => options[key] !== undefined)?.options[key] ?? defaults[key];
  const commandTimeoutMs = choose('commandTimeoutMs') ?? DEFAULT_TIMEOUT_MS;
  return {
    connectTimeoutMs: choose('connectTimeoutMs') ?? DEFAULT_TIMEOUT_MS,
    commandTimeoutMs,
    keepAliveMs: choose('keepAliveMs') ?? DEFAULT_KEEP_ALIVE_MS,
    watchdogIntervalMs: choose('watchdogIntervalMs') ?? DEFAULT_WATCHDOG_INTERVAL_MS,
    startup: {
      mode: choose('onStartup') ?? 'fail',
      attempts: choose('startupAttempts') ?? DEFAULT_STARTUP_ATTEMPTS,
      minDelayMs: choose('startupMinDelayMs') ?? DEFAULT_STARTUP_MIN_DELAY_MS,
      maxDelayMs: choose('startupMaxDelayMs') ?? DEFAULT_STARTUP_MAX_DELAY_MS,
      loadingTimeoutMs: choose('loadingTimeoutMs') ?? DEFAULT_LOADING_TIMEOUT_MS,
    },
    autoPipelining: choose('autoPipelining') ?? true,
    connectionName: choose('connectionName') ?? connectionName,
    maxConnections: choose('maxConnections') ?? DEFAULT_MAX_CONNECTIONS,
    acquireTimeoutMs: choose('acquireTimeoutMs') ?? commandTimeoutMs,
    idleTimeoutMs: choose('idleTimeoutMs') ?? DEFAULT_IDLE_TIMEOUT_MS,
    holdWarningMs: choose('holdWarningMs') ?? DEFAULT_HOLD_WARNING_MS,
  };
}
