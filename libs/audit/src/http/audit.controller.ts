import { Requires } from '@gatehouse/access';
import { RateLimit } from '@gatehouse/http';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { VerifyAuditLog } from '../use-cases/verify-audit-log.ts';
import { VerificationDto } from './audit.dto.ts';
import { VerifyQueryDto } from './audit-query.dto.ts';

@ApiTags('audit')
@Controller('audit')
@Requires('audit:read')
@RateLimit('read')
export class AuditController {
  constructor(private readonly verifyLog: VerifyAuditLog) {}

  @Get('verify')
  @ApiOperation({
    operationId: 'verifyAuditLog',
    summary: 'Check that no entry of a time range was changed; the check itself is recorded',
  })
  @ApiOkResponse({ type: VerificationDto })
  async verify(@Query() range: VerifyQueryDto): Promise<VerificationDto> {
    const { faults, ...report } = await this.verifyLog.execute(range);
    return { ...report, faults: [...faults] };
  }
}
