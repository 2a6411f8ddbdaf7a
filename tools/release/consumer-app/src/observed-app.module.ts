import { Controller, Get, Module } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule, type HealthCheckResult } from '@nestjs/terminus';
import { toLangChainMessages } from '@tenantry/agent/langchain';
import { RedisHealthIndicator, RedisHealthModule } from '@tenantry/redis/health';
import { RedisOpenTelemetryModule } from '@tenantry/redis/metrics/opentelemetry';
import { RedisPrometheusMetrics, RedisPrometheusModule } from '@tenantry/redis/metrics/prometheus';
import { AppModule } from './app.module.js';

@Controller()
export class ObservationController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly redis: RedisHealthIndicator,
    private readonly prometheus: RedisPrometheusMetrics,
  ) {}

  @Get('health')
  @HealthCheck()
  async health(): Promise<HealthCheckResult> {
    return this.checks.check([() => this.redis.pools('redis'), () => this.redis.expiry('expiry')]);
  }

  @Get('metrics')
  async metrics(): Promise<string> {
    return this.prometheus.metrics();
  }

  @Get('langchain')
  langChain(): string {
    return toLangChainMessages([{ type: 'human', content: 'Hello' }])[0].getType();
  }
}

/** The same application with every optional package. */
@Module({
  imports: [
    AppModule,
    TerminusModule,
    RedisHealthModule,
    RedisPrometheusModule.forRoot(),
    RedisOpenTelemetryModule.forRoot(),
  ],
  controllers: [ObservationController],
})
export class ObservedAppModule {}
