import { Redis } from 'ioredis';
import type { RedisServer } from './redis-server.js';

const TIMEOUT_MS = 5000;

/** Opens a connection per server for one task, by its socket; none of them is ever reconnected. */
export async function withAdmins<T>(
  servers: readonly RedisServer[],
  task: (admins: readonly Redis[]) => Promise<T>,
): Promise<T> {
  const admins = servers.map(
    ({ socketPath, password }) =>
      new Redis({
        path: socketPath,
        ...(password === undefined ? {} : { password }),
        lazyConnect: true,
        protocol: 2,
        connectTimeout: TIMEOUT_MS,
        commandTimeout: TIMEOUT_MS,
        enableReadyCheck: false,
        retryStrategy: () => null,
      }),
  );
  try {
    for (const admin of admins) admin.on('error', () => undefined);
    await Promise.all(admins.map(async (admin) => admin.connect()));
    return await task(admins);
  } finally {
    for (const admin of admins) admin.disconnect();
  }
}
