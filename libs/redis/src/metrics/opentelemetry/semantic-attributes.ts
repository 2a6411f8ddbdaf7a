import type { Attributes } from '@opentelemetry/api';
import { GuardedCluster } from '../../connections/guarded-cluster.js';
import type { RedisClient } from '../../connections/pool-clients.js';
import type { RedisPoolEventMap } from '../../connections/redis-pool.events.js';
import type { MetricSources } from '../metric-sources.js';

// Names of the semantic conventions for database clients. Keys and values are in none of them.
const DB_SYSTEM_NAME = 'db.system.name';
const DB_NAMESPACE = 'db.namespace';
const DB_OPERATION_NAME = 'db.operation.name';
const DB_RESPONSE_STATUS_CODE = 'db.response.status_code';
const ERROR_TYPE = 'error.type';
const SERVER_ADDRESS = 'server.address';
const SERVER_PORT = 'server.port';
/** Alias of the pool: ours, the conventions have a pool name for connections only. */
export const POOL = 'tenantry.pool';

/** What spans and measurements say of a pool. */
export interface PoolTarget {
  readonly attributes: Attributes;
  /** `host:port`, where the pool is one server whose address is known. */
  readonly address: string | undefined;
}

/** What is the same for all commands of a pool, found out once. */
export class PoolTargets {
  readonly #targets = new Map<string, PoolTarget>();

  constructor(private readonly pools: MetricSources['pools']) {}

  of(alias: string): PoolTarget {
    let target = this.#targets.get(alias);
    if (target === undefined) {
      const known = this.pools.aliases().find((each) => each === alias);
      target =
        known === undefined
          ? withAddress(alias, undefined, undefined)
          : targetOf(alias, this.pools.client(known));
      this.#targets.set(alias, target);
    }
    return target;
  }
}

/** Attributes that depend on how a command ended. */
export function outcomeAttributes(
  { outcome }: Pick<RedisPoolEventMap['command'], 'outcome'>,
  errorType: string | null,
): Attributes {
  if (errorType === null) return {};
  return outcome === 'error-reply'
    ? { [ERROR_TYPE]: errorType, [DB_RESPONSE_STATUS_CODE]: errorType }
    : { [ERROR_TYPE]: errorType };
}

/** The command itself, as Redis writes it: in capital letters. */
export function operationAttributes(operation: string): Attributes {
  return { [DB_OPERATION_NAME]: operation };
}

function targetOf(alias: string, client: RedisClient): PoolTarget {
  // In a cluster, and behind Sentinels, a command may go to any server.
  if (client instanceof GuardedCluster) return withAddress(alias, 0, undefined);
  const { db, host, port, path, sentinels } = client.options;
  if ((sentinels ?? []).length > 0) return withAddress(alias, db ?? 0, undefined);
  return withAddress(
    alias,
    db ?? 0,
    path ? { host: path } : { host: host ?? 'localhost', port: port ?? 6_379 },
  );
}

function withAddress(
  alias: string,
  db: number | undefined,
  server: { readonly host: string; readonly port?: number } | undefined,
): PoolTarget {
  const attributes: Attributes = { [DB_SYSTEM_NAME]: 'redis', [POOL]: alias };
  if (db !== undefined) attributes[DB_NAMESPACE] = String(db);
  if (server === undefined) return { attributes, address: undefined };
  attributes[SERVER_ADDRESS] = server.host;
  if (server.port === undefined) return { attributes, address: server.host };
  attributes[SERVER_PORT] = server.port;
  return { attributes, address: `${server.host}:${server.port}` };
}
