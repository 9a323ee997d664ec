import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Requires } from '@gatehouse/access';
import { Clock } from '@gatehouse/contracts';
import { ApiProblems, RateLimit } from '@gatehouse/http';
import { Controller, Get, Logger, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { EXPORT_FORMATS, type ExportFormat } from '../domain/export-formats.ts';
import { ExportAuditLog } from '../use-cases/export/export-audit-log.ts';
import { ExportQueryDto, toQuestion } from './audit-query.dto.ts';

@ApiTags('audit')
@Controller('audit/export')
@Requires('audit:read')
@RateLimit('read')
export class AuditExportController {
  private readonly logger = new Logger(AuditExportController.name);

  constructor(
    private readonly exportLog: ExportAuditLog,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'exportAuditLog',
    summary: 'Export all matching entries, oldest first; the start and end of the export are audited',
    description:
      'The response is streamed. If something fails after the first byte, the connection is aborted: a client that ' +
      'sees an incomplete transfer must discard the file. Complete NDJSON ends with a `summary` line.',
  })
  @ApiProduces('text/csv', 'application/x-ndjson')
  @ApiOkResponse({ description: 'The exported entries.', schema: { type: 'string', format: 'binary' } })
  @ApiProblems('AUDIT_SEARCH_TOO_BROAD', 'ACTOR_UNKNOWN', 'RESOURCE_UNKNOWN')
  async download(
    @Query() { format, ...filter }: ExportQueryDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    if (request.method === 'HEAD') return void this.describe(response, format).end();
    const lines = await this.exportLog.execute(toQuestion(filter), format);
    this.describe(response, format);
    try {
      await pipeline(Readable.from(lines, { objectMode: true, highWaterMark: 1 }), response);
    } catch (error) {
      // a client that leaves in the middle is no failure of ours; pipeline has broken the connection in any case
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE')
        this.logger.error({ err: error }, 'An export was interrupted');
    }
  }

  private describe(response: Response, format: ExportFormat): Response {
    const { mediaType, extension } = EXPORT_FORMATS[format];
    const moment = this.clock.now().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
    return response
      .setHeader('Content-Type', mediaType)
      .setHeader('Content-Disposition', `attachment; filename="gatehouse-audit-${moment}.${extension}"`)
      .setHeader('Cache-Control', 'no-store')
      .setHeader('X-Content-Type-Options', 'nosniff');
  }
}
