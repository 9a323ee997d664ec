import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Requires } from '@gatehouse/access';
import { type PlatformConfig, platformConfig } from '@gatehouse/config';
import { SystemHealthDto } from './health.dto.ts';
import { HealthReport } from './health-report.ts';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly report: HealthReport,
    @Inject(platformConfig.token) private readonly platform: PlatformConfig,
  ) {}

  @Get()
  @Requires('system:read')
  @ApiOperation({ operationId: 'getHealth', summary: 'Get the status of every component' })
  @ApiOkResponse({ type: SystemHealthDto })
  async show(): Promise<SystemHealthDto> {
    return { environment: this.platform.environment, ...(await this.report.summarise()) };
  }
}
