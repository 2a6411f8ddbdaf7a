import type { PoolClients } from '../connections/pool-clients.js';
import type { SubscriberConnection } from '../connections/subscriber-connection.js';

/** The clients of all pools, and their connections for SUBSCRIBE. */
export interface SubscriberPools extends PoolClients {
  /** @throws UnknownPoolError | PoolUnavailableError */
  subscriber(alias: string): SubscriberConnection;
}
