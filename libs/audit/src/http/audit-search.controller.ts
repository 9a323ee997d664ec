import { Requires } from '@gatehouse/access';
import { ApiProblems, RateLimit } from '@gatehouse/http';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReadAuditEntry } from '../use-cases/search/read-audit-entry.ts';
import { SearchAuditLog } from '../use-cases/search/search-audit-log.ts';
import { AuditEntryDetailDto, AuditPageDto, toAuditEntry, toEntryDetail } from './audit.dto.ts';
import { AuditQueryDto, toQuestion } from './audit-query.dto.ts';

/** Stands behind the other controllers of `audit`: its last route takes any word. */
@ApiTags('audit')
@Controller('audit')
@Requires('audit:read')
@RateLimit('read')
export class AuditSearchController {
  constructor(
    private readonly searchLog: SearchAuditLog,
    private readonly readEntry: ReadAuditEntry,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listAuditEntries',
    summary: 'Search the audit log, newest first; the search is audited',
  })
  @ApiOkResponse({ type: AuditPageDto })
  @ApiProblems('INVALID_CURSOR', 'AUDIT_SEARCH_TOO_BROAD', 'ACTOR_UNKNOWN', 'RESOURCE_UNKNOWN')
  async list(@Query() { cursor, limit, ...filter }: AuditQueryDto): Promise<AuditPageDto> {
    const { items, ...page } = await this.searchLog.execute(toQuestion(filter), limit, cursor);
    return { items: items.map(toAuditEntry), ...page };
  }

  @Get(':id')
  @ApiOperation({
    operationId: 'getAuditEntry',
    summary: 'Get an audit entry with its signature state; the read is audited',
  })
  @ApiOkResponse({ type: AuditEntryDetailDto })
  @ApiProblems('AUDIT_ENTRY_NOT_FOUND')
  async read(@Param('id') id: string): Promise<AuditEntryDetailDto> {
    return toEntryDetail(await this.readEntry.execute(id));
  }
}
