import { Redis } from 'ioredis';
import { logToStderr, type Log } from '../common/log.js';
import { startRedis } from './start-redis.js';

/** A server that tests share; they use names of their own and never flush it. */
export interface SharedRedis {
  /** With its credentials and database, if it has any. */
  readonly url: string;
  /** Stops the server if it is one of our own. */
  stop(): Promise<void>;
}

/**
 * The server that `REDIS_TEST_URL` names, which is used as it is and never stopped; without it, one of our own.
 *
 * @throws Error if the named server does not answer
 */
export async function sharedRedis(
  env: NodeJS.ProcessEnv = process.env,
  log: Log = logToStderr,
): Promise<SharedRedis> {
  const url = env['REDIS_TEST_URL'];
  if (url === undefined || url === '') return startRedis({ log });
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
  } catch (cause) {
    const { host, port } = client.options;
    throw new Error(
      `REDIS_TEST_URL names a Redis at ${host}:${port} that does not answer. Start it, or unset the variable ` +
        'to let the tests start a server of their own.',
      { cause },
    );
  } finally {
    client.disconnect();
  }
  log(`REDIS_TEST_URL: using the server at ${client.options.host}:${client.options.port}`);
  return { url, stop: async () => undefined };
}
