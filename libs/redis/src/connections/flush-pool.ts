import { Command } from 'ioredis';
import { GuardedCluster } from './guarded-cluster.js';
import type { RedisClient } from './pool-clients.js';

/** Deletes every key of the client's database; in a cluster, of all pools that share it. */
export async function flushPool(client: RedisClient): Promise<void> {
  if (!(client instanceof GuardedCluster)) {
    await client.flushdb('ASYNC');
    return;
  }
  await Promise.all(
    client.nodes('master').map(async (redis) => {
      await client.sendCommand(new Command('flushdb', ['ASYNC'], { replyEncoding: 'utf8' }), undefined, {
        redis,
      });
    }),
  );
}
