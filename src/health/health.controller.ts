import { Controller, Get, Inject } from '@nestjs/common';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RedisHealthIndicator } from '@tenantry/redis/health';
import { HealthReportDto } from './dto/health.dtos.js';
import { HealthReportService } from './health-report.service.js';

/** Health of the application: for people, and for whatever restarts it or sends it work. Needs no API key. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(HealthReportService) private readonly reports: HealthReportService,
    @Inject(HealthCheckService) private readonly checks: HealthCheckService,
    @Inject(RedisHealthIndicator) private readonly redis: RedisHealthIndicator,
  ) {}

  /** How the application and every pool are. Always 200: what is wrong is in the body. */
  @Get()
  @ApiOkResponse({ type: HealthReportDto })
  async report(): Promise<HealthReportDto> {
    return this.reports.report();
  }

  /** Whether the process works: says nothing of Redis, whose outage no restart mends. */
  @Get('live')
  @ApiOperation({ summary: 'Liveness' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Whether requests make sense: 503 if a pool is down, or the application stops. Degraded pools are named. */
  @Get('ready')
  @HealthCheck()
  async ready(): Promise<HealthCheckResult> {
    return this.checks.check([
      async () => this.redis.pools('redis'),
      async () => this.redis.memory('memory'),
      async () => this.redis.expiry('expiry'),
    ]);
  }
}
