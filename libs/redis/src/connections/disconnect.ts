import type { Redis } from 'ioredis';

/**
 * Disconnects for good, in whatever state the connection is. Between two attempts to reconnect, ioredis only stops its
 * timer: the connection never ends, what waits in its queue is never settled, and a cluster waits for it for ever. A
 * new attempt that is cancelled at once, before it opens a socket, makes it end properly.
 */
export function disconnectForGood(connection: Redis): void {
  // During a TLS handshake that fails, the end of the connection is a second error, which ioredis does not listen for:
  // it would end the process.
  connection.stream?.on('error', () => undefined);
  connection.disconnect();
  if (connection.status !== 'reconnecting') return;
  connection.connect().catch(() => undefined);
  connection.disconnect();
}
