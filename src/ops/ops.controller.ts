import { Controller, Get, Header, Res, UseGuards } from '@nestjs/common';
import { ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Public } from '../auth/auth.decorators.js';
import { MetricsService } from '../common/metrics.service.js';
import { Documented } from '../common/openapi.decorators.js';
import { HealthService } from './health.service.js';
import { MetricsGuard } from './metrics.guard.js';
import { liveSchema, readySchema } from './ops.schemas.js';

@ApiTags('Operations')
@Controller()
export class OpsController {
  constructor(
    private readonly health: HealthService,
    private readonly metrics: MetricsService,
  ) {}

  @Get('health/live')
  @Public()
  @Header('Cache-Control', 'no-store')
  @Documented({
    summary: 'Is the process alive?',
    success: { 200: { description: 'Yes.', schema: liveSchema } },
    open: true,
  })
  live() {
    return { status: 'ok' as const };
  }

  @Get('health/ready')
  @Public()
  @Header('Cache-Control', 'no-store')
  @Documented({
    summary: 'Can it serve?',
    success: {
      200: { description: 'Yes, or degraded but serving.', schema: readySchema },
      503: { description: 'No: the database is away, or the process is stopping.', schema: readySchema },
    },
    open: true,
  })
  async ready(@Res({ passthrough: true }) response: Response) {
    const readiness = await this.health.readiness();
    response.status(readiness.status === 'down' ? 503 : 200);
    return readiness;
  }

  @Get('metrics')
  @Public()
  @UseGuards(MetricsGuard)
  @ApiSecurity('apiKey')
  @ApiSecurity('bearer')
  @Header('Cache-Control', 'no-store')
  @Documented({
    summary: 'Metrics for Prometheus',
    description: 'Wants an admin key, or METRICS_TOKEN as a bearer token.',
    success: { 200: { description: 'The text format of Prometheus.', text: 'text/plain' } },
    problems: [403],
  })
  async scrape(@Res() response: Response): Promise<void> {
    const text = await this.metrics.registry.metrics();
    response.setHeader('Content-Type', this.metrics.registry.contentType);
    response.send(text);
  }
}
