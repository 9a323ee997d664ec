import { AnyToken, CurrentPrincipal } from '@gatehouse/access';
import { GatehouseError, type Principal } from '@gatehouse/contracts';
import { RateLimit } from '@gatehouse/http';
import { Controller, Get, Header, HttpCode, Query, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { TokenCheckQuery } from './token-check.dto.ts';

const text = (description: string) => ({ description, schema: { type: 'string' as const } });

/**
 * For gateways that cannot read a token themselves, such as nginx with `auth_request`: the access pipeline of Gatehouse alone, as an
 * endpoint. It answers from memory, and knows of revoked tokens and keys what Gatehouse itself knows.
 */
@ApiTags('keys')
@Controller('v1/auth')
export class TokenCheckController {
  @Get('check')
  @AnyToken()
  @RateLimit('check')
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'checkToken',
    summary: 'Check the token and permissions of a request on behalf of a gateway',
  })
  @ApiNoContentResponse({
    description: 'The token is valid; the headers identify its subject.',
    headers: {
      'X-Gatehouse-Subject': text('ID of the account'),
      'X-Gatehouse-Role': text('admin, viewer, auditor, service or partner'),
      'X-Gatehouse-Scope': text('Space-separated scopes of the token'),
    },
  })
  check(
    @Query() { scope = [] }: TokenCheckQuery,
    @CurrentPrincipal() { id, role, permissions }: Principal,
    @Res({ passthrough: true }) response: Response,
  ): void {
    if (!scope.every((wanted) => permissions.has(wanted))) {
      const wanted = scope.join(' ');
      // RFC 6750 §3.1. No audit entry: what was denied is the other service's, and so is the log of it
      response.setHeader('WWW-Authenticate', `Bearer realm="gatehouse", error="insufficient_scope", scope="${wanted}"`);
      throw new GatehouseError('PERMISSION_DENIED', `This requires ${wanted}. Ask an administrator to grant it.`);
    }
    response.setHeader('X-Gatehouse-Subject', id);
    response.setHeader('X-Gatehouse-Role', role);
    response.setHeader('X-Gatehouse-Scope', [...permissions].join(' '));
  }
}
