import type { RedisAddress } from '../../config/pool-options.js';
import type {
  ResolvedPoolOptions,
  ResolvedSentinelPool,
  ResolvedStandalonePool,
} from '../../config/resolved-config.js';
import type { CommandGuard } from '../command-guard.js';
import { connectionOptions, reconnectDelay } from '../connectors/connection-options.js';
import { sentinelOptions } from '../connectors/sentinel.connector.js';
import { GuardedRedis } from '../guarded-redis.js';
import { followServerVersion } from '../startup/server-version.js';

/** Part of the command timeout that a replica has: what it does not answer by then, the primary is asked. */
const TIMEOUT_SHARE = 0.2;

/** A busy machine takes as long at times. */
const SHORTEST_TIMEOUT_MS = 50;

/** Longest wait for the answer of a replica. */
export function replicaTimeoutMs({ commandTimeoutMs }: ResolvedPoolOptions): number {
  const share = Math.max(SHORTEST_TIMEOUT_MS, Math.round(commandTimeoutMs * TIMEOUT_SHARE));
  return Math.min(commandTimeoutMs, share);
}

/** A connection to the replica at an address, not yet connected. */
export function createReplicaClient(
  pool: Exclude<ResolvedPoolOptions, ResolvedSentinelPool>,
  { host, port }: RedisAddress,
  guard: CommandGuard,
): GuardedRedis {
  return follow(
    new GuardedRedis(
      {
        ...replicaOptions(pool),
        host,
        port,
        ...(pool.topology === 'cluster' ? { readOnly: true } : standaloneExtras(pool)),
        retryStrategy: reconnectDelay,
      },
      guard,
    ),
  );
}

/**
 * A connection to some replica that the Sentinels name, not yet connected. After a round of Sentinels of which none
 * names one, it has ended: it is to be connected again, later.
 */
export function createSentinelReplicaClient(pool: ResolvedSentinelPool, guard: CommandGuard): GuardedRedis {
  return follow(
    new GuardedRedis(
      {
        ...sentinelOptions(pool),
        ...replicaOptions(pool),
        role: 'slave',
        sentinelRetryStrategy: () => null,
        reconnectOnError: null,
      },
      guard,
    ),
  );
}

function replicaOptions(pool: ResolvedPoolOptions) {
  return {
    ...connectionOptions({ ...pool, connectionName: `${pool.connectionName}:replica` }),
    commandTimeout: replicaTimeoutMs(pool),
    coalesceWrites: pool.autoPipelining,
  };
}

function standaloneExtras({ db, endpoint }: ResolvedStandalonePool) {
  return { db, ...('path' in endpoint ? {} : { family: endpoint.family }) };
}

function follow(client: GuardedRedis): GuardedRedis {
  followServerVersion(client);
  return client;
}
