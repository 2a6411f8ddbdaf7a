import type { Redis } from 'ioredis';

/**
 * Disconnects for good, in whatever state the connection is. Between two attempts to reconnect, ioredis only stops its
 * timer: the connection never ends, what waits in its queue is never settled, and a cluster waits for it for ever. A
 * new attempt that is cancelled at once, before it opens a socket, makes it end properly.
 */
export function disconnectForGood(connection: Redis): void {
  connection.disconnect();
  if (connection.status !== 'reconnecting') return;
  connection.connect().catch(() => undefined);
  connection.disconnect();
}
