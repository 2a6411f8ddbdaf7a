import { withAdmins } from '../server/admin-connection.js';
import type { RedisServer } from '../server/redis-server.js';

/** A primary with replicas, watched by sentinels. */
export class RedisSentinel {
  /** The name under which the sentinels know the primary. */
  readonly name: string;
  /** All Sentinels, running or not. */
  readonly sentinels: readonly RedisServer[];
  /** All data servers; the first is the primary until a failover. */
  readonly servers: readonly RedisServer[];

  /** @internal use `startSentinel` */
  constructor(name: string, sentinels: readonly RedisServer[], servers: readonly RedisServer[]) {
    this.name = name;
    this.sentinels = sentinels;
    this.servers = servers;
  }

  /** The data server that the sentinels name as primary now. */
  async primary(): Promise<RedisServer> {
    const port = await withAdmins(this.#oneRunningSentinel(), async ([sentinel]) => {
      const address = await sentinel?.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', this.name);
      return Array.isArray(address) ? Number(address[1]) : undefined;
    });
    const primary = this.servers.find((server) => server.port === port);
    if (primary === undefined) throw new Error(`The sentinels name no server of ours as primary: ${port}`);
    return primary;
  }

  /** Kills the primary (SIGKILL) and returns it; the sentinels then promote a replica. */
  async killPrimary(): Promise<RedisServer> {
    const primary = await this.primary();
    await primary.kill();
    return primary;
  }

  /** Stops all servers and removes their folders. */
  async stop(): Promise<void> {
    await Promise.all([...this.sentinels, ...this.servers].map(async (server) => server.stop()));
  }

  /** At most one: whoever it is, the others agree in the end. */
  #oneRunningSentinel(): RedisServer[] {
    return this.sentinels.filter((sentinel) => sentinel.pid !== undefined).slice(0, 1);
  }
}
