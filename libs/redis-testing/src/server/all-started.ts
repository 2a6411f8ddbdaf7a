import type { RedisServer } from './redis-server.js';

/** Waits for servers that start in parallel; if one fails, the others are stopped. */
export async function allStarted(starting: readonly Promise<RedisServer>[]): Promise<RedisServer[]> {
  const outcomes = await Promise.allSettled(starting);
  const started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed === undefined) return started;
  await Promise.all(started.map(async (server) => server.stop()));
  throw failed.reason;
}
