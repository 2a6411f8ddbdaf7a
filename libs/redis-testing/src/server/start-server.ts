import { redisServerBinary } from '../binary/find-redis-binary.js';
import type { ServerRelease } from '../binary/server-release.js';
import type { Log } from '../common/log.js';
import { freeClusterPort, freePort } from './free-port.js';
import { RedisServer, type ServerSettings } from './redis-server.js';
import { RedisStartError } from './redis-start.error.js';

const PORT_ATTEMPTS = 5;

/** What {@link startServer} starts. */
export interface ServerPlan extends Omit<ServerSettings, 'binary' | 'port'> {
  /** A fixed TCP port. @default a free one */
  readonly port?: number | undefined;
  /** Whether the cluster bus port must be free too. @default false */
  readonly cluster?: boolean;
  /** A server of this release. @default what the environment says, or any server */
  readonly server?: ServerRelease | undefined;
  readonly log?: Log | undefined;
}

/** Starts one server; a chosen port that another process takes first is replaced by another. */
export async function startServer(plan: ServerPlan): Promise<RedisServer> {
  const { port: fixedPort, cluster = false, server, log, ...settings } = plan;
  const binary = await redisServerBinary(log, server);
  for (let attempt = 1; ; attempt++) {
    const port = fixedPort ?? (await (cluster ? freeClusterPort() : freePort()));
    try {
      return await RedisServer.start({ ...settings, binary, port });
    } catch (error) {
      const retry = error instanceof RedisStartError && error.portTaken && fixedPort === undefined;
      if (!retry || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}
