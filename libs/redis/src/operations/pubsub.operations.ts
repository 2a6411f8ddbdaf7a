import { CombinedOperations } from './combined.operations.js';
import { keyArgument, valueArgument } from './operation-arguments.js';
import type { OperationOptions } from './operation-options.js';
import type { RedisKey, RedisValue } from './redis-value.js';

/** Publishing as it is, without the tenant in the name of the channel. */
export abstract class PubSubOperations extends CombinedOperations {
  /**
   * Sends a message to the subscribers of a channel. Channels belong to the server, not to a database: name the pool
   * that the subscribers listen on if it is on another server.
   * @returns how many subscribers have received it; in a cluster, only those of the node that was asked
   */
  async publish(channel: RedisKey, message: RedisValue, options?: OperationOptions): Promise<number> {
    const key = keyArgument(channel, 'channel');
    return this.send({ name: 'publish', key, args: [valueArgument(message, 'message')] }, options, Number);
  }
}
