// Entry point `@tenantry/redis/metrics/opentelemetry`: the only one that loads `@opentelemetry/api`, an optional peer.
export type { MetricsOptions } from '../metrics-options.js';
export type { OpenTelemetryOptions } from './opentelemetry-options.js';
export { RedisOpenTelemetry } from './redis-open-telemetry.js';
export { RedisOpenTelemetryModule } from './redis-open-telemetry.module.js';
