import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { RedisPrometheusMetrics } from '@tenantry/redis/metrics/prometheus';
import type { Response } from 'express';

/** What Prometheus reads. Needs no API key: keep it inside your network. */
@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(RedisPrometheusMetrics) private readonly prometheus: RedisPrometheusMetrics) {}

  @Get()
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'Metrics in the text format of Prometheus.', type: String })
  async metrics(@Res() response: Response): Promise<void> {
    response.setHeader('content-type', this.prometheus.contentType);
    response.send(await this.prometheus.metrics());
  }
}
