// Entry point `@tenantry/redis/metrics/prometheus`: the only one that loads `prom-client`, an optional peer.
export type { MetricsOptions } from '../metrics-options.js';
export type { PrometheusOptions } from './prometheus-options.js';
export { RedisPrometheusMetrics } from './redis-prometheus.metrics.js';
export { RedisPrometheusModule } from './redis-prometheus.module.js';
