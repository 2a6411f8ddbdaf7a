// Entry point `@tenantry/redis/health`: the only one that loads `@nestjs/terminus`, an optional peer.
export type { ExpiryPoolHealth, NotificationsSetting } from './expiry-health.js';
export type {
  CheckOptions,
  ExpiryCheckOptions,
  ExpiryLimits,
  MemoryCheckOptions,
  MemoryLimits,
  PingCheckOptions,
  PoolsCheckOptions,
} from './health-options.js';
export type { ServerMemoryHealth } from './memory-health.js';
export type {
  HealthStatus,
  NodeHealth,
  ReplicationHealth,
  SentinelHealth,
  SentinelsHealth,
  SlotsHealth,
} from '../connections/checks/nodes/node-health.js';
export type { ReplicationLimits } from '../connections/checks/replication-limits.js';
export type { PoolHealth } from '../connections/checks/pool-health.js';
export {
  RedisHealthIndicator,
  type ExpiryDetails,
  type MemoryDetails,
  type PingDetails,
  type PoolsDetails,
} from './redis-health.indicator.js';
export { RedisHealthModule } from './redis-health.module.js';
export type { ServerInfo } from '../connections/checks/server-info.js';
