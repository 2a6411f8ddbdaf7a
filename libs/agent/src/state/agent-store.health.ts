import type { RedisClient } from '@tenantry/redis';

/** How the server of the agent store is. */
export interface AgentStoreHealth {
  /** Whether it has answered. */
  readonly status: 'healthy' | 'unhealthy';
  /** Time of the round trip, in milliseconds. */
  readonly latencyMs: number;
  /** Version of the server; with a cluster, of one of its nodes. */
  readonly redisVersion?: string;
  /** Connections of all programs to that server. */
  readonly connectedClients?: number;
  /** Used memory of that server, in bytes. */
  readonly usedMemoryBytes?: number;
  /** Used memory for people: `1.20M`. */
  readonly usedMemoryHuman?: string;
  /** Keys in the store's database, of all tenants; with a cluster, of all its masters. */
  readonly keyspace?: number;
  /** Name of the error, where the status is `unhealthy`. */
  readonly error?: string;
}

/** Asks the server; never throws, and takes no longer than the pool's command timeout. */
export async function agentStoreHealth(client: RedisClient): Promise<AgentStoreHealth> {
  const start = performance.now();
  const latencyMs = (): number => Math.round((performance.now() - start) * 1_000) / 1_000;
  try {
    const [info, keyspace] = await Promise.all([client.info(), countKeys(client)]);
    return {
      status: 'healthy',
      latencyMs: latencyMs(),
      // Valkey calls the version of Redis it is compatible with `redis_version`.
      redisVersion: figureOf(info, 'valkey_version') || figureOf(info, 'redis_version'),
      connectedClients: Number(figureOf(info, 'connected_clients')),
      usedMemoryBytes: Number(figureOf(info, 'used_memory')),
      usedMemoryHuman: figureOf(info, 'used_memory_human'),
      keyspace,
    };
  } catch (error) {
    // Only its name: a message may hold the address of the server.
    return {
      status: 'unhealthy',
      latencyMs: latencyMs(),
      error: error instanceof Error ? error.name : 'Error',
    };
  }
}

async function countKeys(client: RedisClient): Promise<number> {
  if (!('nodes' in client)) return client.dbsize();
  const sizes = await Promise.all(client.nodes('master').map(async (node) => node.dbsize()));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function figureOf(info: string, name: string): string {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
}
