import type { ResolvedConfig, ResolvedPoolOptions } from '../../config/resolved-config.js';
import { RedisConnectionManager } from '../../connections/redis-connection.manager.js';
import { ExpiryEngines } from '../../expiry/expiry-engines.js';
import { TriggerKeys } from '../../expiry/engine/trigger-keys.js';
import type { TriggerStats } from '../../expiry/engine/trigger.types.js';
import type { ResolvedExpiryOptions } from '../../expiry/expiry-options.js';
import { KeyFactory } from '../../keys/key-factory.js';
import { SILENT_LOGGER } from './silent-logger.js';

/** What is recorded of the triggers of a pool. */
export interface RecordedTriggers {
  readonly stats: TriggerStats;
  /** How many partitions this configuration has. */
  readonly partitions: number;
  /** How many the first process recorded; null: none has run yet. */
  readonly recordedPartitions: number | null;
}

/**
 * Reads the schedule of a pool, with the library's own client and script; nothing is recorded or changed.
 * @throws PoolStartupError | ConnectivityError | CommandRefusedError
 */
export async function readTriggers(
  pool: ResolvedPoolOptions,
  config: Pick<ResolvedConfig, 'keys' | 'namespace'>,
  expiry: ResolvedExpiryOptions,
  limits: { readonly connectMs: number; readonly signal: AbortSignal },
): Promise<RecordedTriggers> {
  const startup = { ...pool.startup, mode: 'fail', attempts: 1, loadingTimeoutMs: limits.connectMs } as const;
  const once: ResolvedPoolOptions = { ...pool, startup };
  const manager = new RedisConnectionManager({ pools: new Map([[pool.alias, once]]) }, SILENT_LOGGER);
  const close = (): void => void manager.close();
  limits.signal.addEventListener('abort', close, { once: true });
  try {
    await manager.connect();
    const keys = new KeyFactory(config.keys);
    const { namespace } = config;
    const listeners = [pool.alias as (typeof expiry.listeners)[number]];
    const engines = new ExpiryEngines({ pools: manager, keys, namespace, expiry: { ...expiry, listeners } });
    const engine = engines.engine(engines.defaultPool);
    const { meta } = new TriggerKeys(keys, namespace, pool.alias, 1);
    const client = manager.client(engine.pool);
    const [stats, recorded] = await Promise.all([
      engine.stats(),
      client.hget(meta, `partitions:${pool.alias}`),
    ]);
    const recordedPartitions = recorded === null ? null : Number(recorded);
    return { stats, partitions: engine.partitions, recordedPartitions };
  } finally {
    limits.signal.removeEventListener('abort', close);
    await manager.close();
  }
}
