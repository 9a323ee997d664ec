import { Requires } from '@gatehouse/access';
import { ApiProblems, RateLimit } from '@gatehouse/http';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { FindAuditRecords } from '../use-cases/find-audit-records.ts';
import { VerifyAuditLog } from '../use-cases/verify-audit-log.ts';
import { AuditPageDto, toAuditEntry, VerificationDto } from './audit.dto.ts';
import { AuditQueryDto, VerifyQueryDto } from './audit-query.dto.ts';

@ApiTags('audit')
@Controller('audit')
@Requires('audit:read')
@RateLimit('read')
export class AuditController {
  constructor(
    private readonly findRecords: FindAuditRecords,
    private readonly verifyLog: VerifyAuditLog,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listAuditEntries', summary: 'What happened, newest first' })
  @ApiOkResponse({ type: AuditPageDto })
  @ApiProblems('INVALID_CURSOR')
  async list(@Query() { cursor, ...query }: AuditQueryDto): Promise<AuditPageDto> {
    const page = await this.findRecords.execute(query, cursor);
    return { items: page.items.map(toAuditEntry), nextCursor: page.nextCursor };
  }

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
