import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Public } from '@gatehouse/access';
import { RateLimit } from '@gatehouse/http';
import { ProbeDto } from './health.dto.ts';
import { HealthReport } from './health-report.ts';

/** For load balancers and supervisors: one word, no details, never limited. */
@ApiTags('health')
@Controller('health')
@Public()
@RateLimit('none')
export class ProbesController {
  constructor(private readonly report: HealthReport) {}

  @Get('live')
  @ApiOperation({ operationId: 'getLiveness', summary: 'Liveness probe' })
  @ApiOkResponse({ type: ProbeDto })
  live(): ProbeDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ operationId: 'getReadiness', summary: 'Readiness probe' })
  @ApiOkResponse({ type: ProbeDto })
  @ApiServiceUnavailableResponse({
    type: ProbeDto,
    description: 'Not ready: a critical component is unavailable, or the process is stopping.',
  })
  async ready(@Res({ passthrough: true }) response: Response): Promise<ProbeDto> {
    const { status } = await this.report.summarise('critical');
    if (status === 'down') response.status(503);
    return { status };
  }
}
