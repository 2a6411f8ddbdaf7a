import { Redis, type RedisOptions } from 'ioredis';
import type { ResolvedPoolOptions, ServerEndpoint } from '../../config/resolved-config.js';
import { connectionOptions } from '../../connections/connectors/connection-options.js';
import { disconnectForGood } from '../../connections/disconnect.js';
import { connectionFailure } from '../../connections/startup/connection-failure.js';
import { adviceFor } from '../../connections/startup/startup-failure.js';
import { ServerConnection } from './server-connection.js';

/** As the connections of the report are named in CLIENT LIST. */
const CONNECTION_NAME = 'tenantry-doctor';

/** Connecting, and each command, may take this share of the time: one silent server does not use it up. */
const SHARE_OF_A_STEP = 1 / 3;

/** A server could not be reached, or did not let us in. */
export interface ConnectionRefusal {
  /** What happened. Without secrets. */
  readonly reason: string;
  /** What to do about it; undefined if nobody knows. */
  readonly advice: string | undefined;
}

/** Opens connections in the way a pool does, and closes all of them. */
export class ServerConnections {
  readonly #pool: ResolvedPoolOptions;
  readonly #stepTimeoutMs: number;
  readonly #open = new Set<Redis>();
  #isClosed = false;

  /** @param timeoutMs for all that is done with the connections */
  constructor(pool: ResolvedPoolOptions, timeoutMs: number) {
    this.#pool = pool;
    this.#stepTimeoutMs = timeoutMs * SHARE_OF_A_STEP;
  }

  /** Tries once. @param override credentials that differ from those of the pool */
  async open(
    endpoint: ServerEndpoint,
    override: Pick<RedisOptions, 'username' | 'password'> = {},
  ): Promise<ServerConnection | ConnectionRefusal> {
    if (this.#isClosed) return { reason: 'the time was up', advice: undefined };
    const redis = new Redis({
      ...connectionOptions(this.#pool),
      ...override,
      ...endpointOptions(endpoint),
      connectionName: CONNECTION_NAME,
      connectTimeout: Math.min(this.#pool.connectTimeoutMs, this.#stepTimeoutMs),
      commandTimeout: Math.min(this.#pool.commandTimeoutMs, this.#stepTimeoutMs),
      // A server that loads its data is to be asked too.
      enableReadyCheck: false,
      enableOfflineQueue: false,
      retryStrategy: null,
    });
    this.#open.add(redis);
    let reason: Error | undefined;
    redis.on('error', (error) => (reason ??= connectionFailure(error, this.#pool)));
    try {
      await redis.connect();
      return new ServerConnection(redis, describeEndpoint(endpoint));
    } catch (error) {
      const failure = reason ?? connectionFailure(error, this.#pool);
      const { advice } = adviceFor(failure, this.#pool);
      return { reason: failure.message.replace(/\.$/, ''), advice: advice === '' ? undefined : advice };
    }
  }

  /** Closes all, and opens none any more. */
  close(): void {
    this.#isClosed = true;
    for (const redis of this.#open) disconnectForGood(redis);
  }
}

/** `host:port`, or the path of a socket. */
export function describeEndpoint(endpoint: ServerEndpoint): string {
  return 'path' in endpoint ? endpoint.path : `${endpoint.host}:${endpoint.port}`;
}

function endpointOptions(endpoint: ServerEndpoint): Pick<RedisOptions, 'host' | 'port' | 'family' | 'path'> {
  if ('path' in endpoint) return { path: endpoint.path };
  const { host, port, family } = endpoint;
  return family === undefined ? { host, port } : { host, port, family };
}
