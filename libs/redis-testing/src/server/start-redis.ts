import { standaloneLines } from './redis-config.js';
import type { RedisServer } from './redis-server.js';
import type { StartRedisOptions } from './start-redis-options.js';
import { startServer } from './start-server.js';

/**
 * Starts a standalone Redis on 127.0.0.1 and resolves when it answers. Nothing is persisted unless asked for.
 *
 * @throws RedisNotFoundError if no server program can be found or fetched
 * @throws RedisStartError with the server's own output if it does not come up
 */
export async function startRedis(options: StartRedisOptions = {}): Promise<RedisServer> {
  const { port, requirepass, tls, server, log } = options;
  return startServer({ port, requirepass, tls, server, log, lines: standaloneLines(options) });
}
