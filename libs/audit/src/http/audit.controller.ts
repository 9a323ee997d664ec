import { Requires } from '@gatehouse/access';
import { GatehouseError } from '@gatehouse/contracts';
import { ApiProblems, RateLimit } from '@gatehouse/http';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { VerifyAuditLog } from '../use-cases/verification/verify-audit-log.ts';
import { toVerification, VerificationDto } from './audit.dto.ts';
import { VerifyQueryDto } from './audit-query.dto.ts';
import { streamVerification } from './stream-verification.ts';

/** Each check reads the whole tree, and keeps the database busy for as long. */
const CHECKS_AT_ONCE = 4;

@ApiTags('audit')
@Controller('audit')
@Requires('audit:read')
@RateLimit('read')
export class AuditController {
  private running = 0;

  constructor(private readonly verifyLog: VerifyAuditLog) {}

  @Get('verify')
  @ApiOperation({
    operationId: 'verifyAuditLog',
    summary: 'Verify the integrity of the audit log; the verification is audited',
  })
  // the stream stands in the description: a second content type would make the type of the answer a choice of two
  @ApiOkResponse({
    type: VerificationDto,
    description:
      'With `Accept: application/x-ndjson`, progress lines `{"checked": n, "total": n}`, then a last line `{"report": …}`.',
  })
  @ApiProblems('OVERLOADED')
  async verify(@Query() range: VerifyQueryDto, @Req() request: Request, @Res() response: Response): Promise<void> {
    if (this.running >= CHECKS_AT_ONCE)
      throw new GatehouseError(
        'OVERLOADED',
        'Too many verifications of the audit log are running. Wait for one to finish.',
        {
          retryAfter: 30,
        },
      );
    this.running += 1;
    try {
      // the answer of who asks for nothing in particular stays JSON
      if (request.accepts(['json', 'application/x-ndjson']) === 'application/x-ndjson')
        await streamVerification(response, (onProgress) => this.verifyLog.execute(range, onProgress));
      else response.status(200).json(toVerification(await this.verifyLog.execute(range)));
    } finally {
      this.running -= 1;
    }
  }
}
