import slotOf from 'cluster-key-slot';
import { Command } from 'ioredis';
import { GuardedCluster } from '../connections/guarded-cluster.js';
import type { RedisClient } from '../connections/pool-clients.js';

/** PUBLISH has no key, so a cluster would take some node each time: one message could overtake another. */
class RoutedPublish extends Command {
  constructor(
    private readonly channel: string,
    message: string,
  ) {
    super('publish', [channel, message], { replyEncoding: 'utf8' });
  }

  /** Always the node that has the channel's slot. */
  override getSlot(): number {
    return slotOf(this.channel);
  }
}

/** PUBLISH, in a cluster always through the same node. @returns how many subscribers of that node received it */
export async function sendPublish(client: RedisClient, channel: string, message: string): Promise<number> {
  if (!(client instanceof GuardedCluster)) return client.publish(channel, message);
  const command = new RoutedPublish(channel, message);
  client.sendCommand(command);
  return Number(await command.promise);
}

/** SPUBLISH. @returns how many subscribers received it */
export async function sendShardedPublish(
  client: RedisClient,
  channel: string,
  message: string,
): Promise<number> {
  return Number(await client.spublish(channel, message));
}
