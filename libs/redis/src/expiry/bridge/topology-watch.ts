import { GuardedCluster } from '../../connections/guarded-cluster.js';
import type { RedisClient } from '../../connections/pool-clients.js';

/** A process that sends nothing to a node never hears that it is no master any more: so it asks. */
const REFRESH_MS = 5_000;

/** Tells when the masters of a cluster may have changed. A single server never changes. */
export class TopologyWatch {
  readonly #client: RedisClient;
  readonly #onChange: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(client: RedisClient, onChange: () => void) {
    this.#client = client;
    this.#onChange = onChange;
  }

  start(): void {
    const client = this.#client;
    if (!(client instanceof GuardedCluster)) return;
    client.on('refresh', this.#onChange);
    this.#timer = setInterval(() => {
      // It reports to `refresh`; its failure is told by the pool's own connections.
      if (client.status === 'ready') client.refreshSlotsCache();
    }, REFRESH_MS).unref();
  }

  stop(): void {
    this.#client.off('refresh', this.#onChange);
    clearInterval(this.#timer);
  }
}
