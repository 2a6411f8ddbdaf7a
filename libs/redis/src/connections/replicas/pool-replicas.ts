import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import type { ConnectionLog } from '../connection-log.js';
import type { PoolMonitor } from '../guard/pool-monitor.js';
import type { LiveConnections } from '../live-connections.js';
import type { RedisClient } from '../pool-clients.js';
import { PoolGuard } from '../pool-guard.js';
import type { ConnectionWatchdog } from '../watchdog/connection-watchdog.js';
import { replicaTimeoutMs } from './create-replica.js';
import { findReplicas } from './find-replicas.js';
import { ReplicaReads } from './replica-reads.js';
import { Replica } from './replica.js';

/** What the connections of a pool to its replicas are made with. */
export interface PoolReplicasParts {
  readonly pool: ResolvedPoolOptions;
  /** Client of the primary. */
  readonly client: RedisClient;
  readonly monitor: PoolMonitor;
  readonly log: ConnectionLog;
  readonly live: LiveConnections;
  readonly watchdog: ConnectionWatchdog;
}

/** The reads of a pool that may go to replicas: nothing is connected before the first one. */
export function poolReplicas({
  pool,
  client,
  monitor,
  log,
  live,
  watchdog,
}: PoolReplicasParts): ReplicaReads {
  const source = findReplicas(pool, client, (address, create) => {
    const name = address ?? 'of the Sentinels';
    const own = monitor.forReplica(name);
    // As for a connection of one caller: nothing is sent once more, for the primary answers sooner.
    const replica = create(new PoolGuard(pool.alias, replicaTimeoutMs(pool), false, own));
    own.circuit.probeWith(replica);
    log.watch(replica, `Replica ${name} of pool "${pool.alias}"`);
    live.track(replica);
    watchdog.watch(replica);
    return new Replica(address, replica, own.circuit);
  });
  return new ReplicaReads(source, client, monitor.activity);
}
