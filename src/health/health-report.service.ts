import { Inject, Injectable } from '@nestjs/common';
import { RedisHealthIndicator, type NodeHealth, type PoolHealth } from '@tenantry/redis/health';
import { readAppIdentity } from './app-identity.js';
import type { HealthReportDto, NodeReportDto, PoolReportDto, RedisStatusDto } from './dto/health.dtos.js';

/** The pool that `redis_status` is about. */
const MAIN_POOL = 'default';

/** Tells how the application is, for people and dashboards. */
@Injectable()
export class HealthReportService {
  readonly #identity = readAppIdentity();

  constructor(@Inject(RedisHealthIndicator) private readonly redis: RedisHealthIndicator) {}

  async report(): Promise<HealthReportDto> {
    const { redis } = await this.redis.pools('redis');
    const main = redis.pools[MAIN_POOL];
    return {
      status: redis.status === 'up' ? 'ok' : main?.status === 'down' ? 'error' : 'degraded',
      ...this.#identity,
      uptime: process.uptime(),
      timestamp: Date.now() / 1_000,
      redis_status: redisStatusOf(main),
      degraded_pools: [...redis.degraded],
      failed_pools: [...redis.down],
      pools: Object.fromEntries(
        Object.entries(redis.pools).map(([alias, pool]) => [alias, poolReportOf(pool)]),
      ),
    };
  }
}

function redisStatusOf(pool: PoolHealth | undefined): RedisStatusDto {
  return {
    status: pool?.status === 'up' ? 'healthy' : pool?.status === 'degraded' ? 'degraded' : 'unhealthy',
    redis_version: pool?.version ?? null,
    connected_clients: pool?.connectedClients ?? null,
    used_memory_human: pool?.usedMemoryHuman ?? null,
    keyspace: pool?.keys ?? null,
    ...(pool?.message === undefined ? {} : { error: pool.message }),
  };
}

function nodeReportOf({ node, role, status, message, slots, replication }: NodeHealth): NodeReportDto {
  return {
    node,
    role,
    status,
    ...(message === undefined ? {} : { message }),
    ...(slots === undefined ? {} : { slots }),
    ...(replication === undefined
      ? {}
      : {
          link: replication.link,
          lag_bytes: replication.lagBytes,
          lag_seconds: replication.lagSeconds,
        }),
  };
}

function poolReportOf(health: PoolHealth): PoolReportDto {
  const { statistics, dedicated, message, nodes, slots, sentinels, ...pool } = health;
  return {
    status: pool.status,
    ...(message === undefined ? {} : { message }),
    state: pool.state,
    circuit: pool.circuit,
    topology: pool.topology,
    latency_ms: pool.latencyMs,
    redis_version: pool.version,
    connected_clients: pool.connectedClients,
    used_memory_human: pool.usedMemoryHuman,
    keyspace: pool.keys,
    nodes: nodes.map(nodeReportOf),
    ...(slots === undefined ? {} : { slots }),
    ...(sentinels === undefined
      ? {}
      : {
          sentinels: {
            nodes: [...sentinels.nodes],
            known: sentinels.known,
            quorum: sentinels.quorum,
            can_fail_over: sentinels.canFailOver,
          },
        }),
    connections: {
      active: statistics.activeConnections,
      failed: statistics.failedConnections,
      dedicated_in_use: dedicated.inUseConnections,
      dedicated_available: dedicated.availableConnections,
      waiting: dedicated.waitingCallers,
    },
    operations: {
      successful: statistics.successfulOperations,
      failed: statistics.failedOperations,
      refused: statistics.refusedOperations,
      replica_reads: statistics.replicaReads,
      replica_fallbacks: statistics.replicaFallbacks,
      p99_ms: statistics.latency.p99Ms,
    },
  };
}
