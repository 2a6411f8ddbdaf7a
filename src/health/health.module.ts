import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { RedisHealthModule } from '@tenantry/redis/health';
import { RedisPrometheusModule } from '@tenantry/redis/metrics/prometheus';
import { HealthController } from './health.controller.js';
import { HealthReportService } from './health-report.service.js';
import { MetricsController } from './metrics.controller.js';

@Module({
  imports: [
    // Without a log line per failed check: the pools log when their state changes.
    TerminusModule.forRoot({ logger: false }),
    RedisHealthModule,
    RedisPrometheusModule.forRoot(),
  ],
  controllers: [HealthController, MetricsController],
  providers: [HealthReportService],
})
export class HealthModule {}
