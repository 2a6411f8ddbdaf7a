import { GuardedCluster } from './guarded-cluster.js';
import type { RedisClient } from './pool-clients.js';

/**
 * Knows every client of the pools that is still around, connections that users made with `duplicate()` included,
 * without keeping any of them: what its owner has dropped is collected as if nobody knew it.
 */
export class LiveConnections {
  readonly #clients = new Map<string, Set<WeakRef<RedisClient>>>();
  readonly #collected = new FinalizationRegistry<() => void>((forget) => forget());

  /** Follows a client, and all that are duplicated from it. */
  track(client: RedisClient): void {
    const clients = this.#clients.get(client.poolAlias) ?? new Set();
    this.#clients.set(client.poolAlias, clients);
    const reference = new WeakRef(client);
    clients.add(reference);
    this.#collected.register(client, () => clients.delete(reference));
    client.on('duplicate', (copy: RedisClient) => this.track(copy));
  }

  /** Clients of a pool that were not collected yet, in whatever state. */
  clients(alias: string): RedisClient[] {
    return [...(this.#clients.get(alias) ?? [])].flatMap((reference) => reference.deref() ?? []);
  }

  /** How many connections of a pool are ready now; a client of a cluster has one to each node. */
  active(alias: string): number {
    return this.clients(alias).reduce((total, client) => total + countReady(client), 0);
  }
}

function countReady(client: RedisClient): number {
  const connections = client instanceof GuardedCluster ? client.nodes() : [client];
  return connections.filter(({ status }) => status === 'ready').length;
}
