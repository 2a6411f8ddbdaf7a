import { existsSync } from 'node:fs';
import { Logger } from '@nestjs/common';

/** A Redis server of the app's own. */
export interface DevelopmentRedis {
  readonly url: string;
  stop(): Promise<void>;
}

/** Environment variables that name a Redis server, or a file that does. */
const NAMES_A_SERVER = /^REDIS_(?:URL|HOST|CONFIG_FILE|(?!TEST_)[A-Z0-9_]+_URL)$/;

/** Where the module looks for a file that does. */
const CONFIG_FILES = ['/app/config/redis-databases.yaml', './config/redis-databases.yaml'];

/**
 * Starts a Redis for this process if the environment names none and this is not production. Its data is lost
 * on exit.
 */
export async function startDevelopmentRedis(
  environment: NodeJS.ProcessEnv,
): Promise<DevelopmentRedis | undefined> {
  const named =
    Object.keys(environment).some((name) => NAMES_A_SERVER.test(name) && environment[name] !== '') ||
    CONFIG_FILES.some((path) => existsSync(path));
  if (named || environment['NODE_ENV'] === 'production') return undefined;
  // Loaded on demand: a production installation does not have the development packages.
  const { startRedis } = await import('./own-redis.js');
  const server = await startRedis();
  new Logger('DevelopmentRedis').warn(
    `No REDIS_URL or REDIS_HOST is set, and there is no configuration file: started a Redis of our own on port ${server.port}. Its data is lost on exit.`,
  );
  return server;
}
