import { Module, type DynamicModule } from '@nestjs/common';
import { metricSourcesProvider } from '../metric-sources.js';
import type { PrometheusOptions } from './prometheus-options.js';
import { PROMETHEUS_OPTIONS, RedisPrometheusMetrics } from './redis-prometheus.metrics.js';

/**
 * Makes {@link RedisPrometheusMetrics} injectable, and counts from the start. `RedisModule` has to be imported in the
 * root module.
 */
@Module({})
export class RedisPrometheusModule {
  /** @throws InvalidArgumentError at start-up, for options out of range */
  static forRoot(options: PrometheusOptions = {}): DynamicModule {
    return {
      module: RedisPrometheusModule,
      providers: [
        metricSourcesProvider,
        { provide: PROMETHEUS_OPTIONS, useValue: options },
        RedisPrometheusMetrics,
      ],
      exports: [RedisPrometheusMetrics],
    };
  }
}
