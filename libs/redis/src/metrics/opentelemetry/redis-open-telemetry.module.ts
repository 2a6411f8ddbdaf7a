import { Module, type DynamicModule } from '@nestjs/common';
import { metricSourcesProvider } from '../metric-sources.js';
import type { OpenTelemetryOptions } from './opentelemetry-options.js';
import { OPEN_TELEMETRY_OPTIONS, RedisOpenTelemetry } from './redis-open-telemetry.js';

/**
 * Measures and traces from the start of the application. `RedisModule` has to be imported in the root module.
 */
@Module({})
export class RedisOpenTelemetryModule {
  /** @throws InvalidArgumentError at start-up, for options out of range */
  static forRoot(options: OpenTelemetryOptions = {}): DynamicModule {
    return {
      module: RedisOpenTelemetryModule,
      providers: [
        metricSourcesProvider,
        { provide: OPEN_TELEMETRY_OPTIONS, useValue: options },
        RedisOpenTelemetry,
      ],
      exports: [RedisOpenTelemetry],
    };
  }
}
