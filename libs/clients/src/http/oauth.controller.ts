import { Public } from '@gatehouse/access';
import { WorksWhenReadOnly } from '@gatehouse/http';
import { Body, Controller, Get, Header, Req, UseFilters, UseInterceptors } from '@nestjs/common';
import { ApiBadRequestResponse, ApiExtension, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { withoutWrapping } from '../domain/client-secret.ts';
import { RequestFields } from '../domain/oauth/client-request.ts';
import { OAuthError } from '../domain/oauth/oauth-error.ts';
import type { AuthenticatedClient } from '../use-cases/tokens/authenticate-client.ts';
import { IntrospectToken } from '../use-cases/tokens/introspect-token.ts';
import { IssueServiceToken } from '../use-cases/tokens/issue-service-token.ts';
import { RevokeOwnToken } from '../use-cases/tokens/revoke-own-token.ts';
import { CurrentClient } from './client-authentication.interceptor.ts';
import { ClientEndpoint } from './client-endpoint.decorator.ts';
import { OAuthErrorFilter } from './oauth-error.filter.ts';
import { IntrospectionDto, OAuthErrorDto, TokenQuestionDto, TokenRequestDto, TokenResponseDto } from './oauth.dto.ts';
import { TokenOutcome } from './token-outcome.interceptor.ts';

@ApiTags('service accounts')
@ApiExtension('x-errors', 'oauth')
@UseFilters(OAuthErrorFilter)
@WorksWhenReadOnly()
@Controller('v1/auth')
export class OAuthController {
  constructor(
    private readonly issueToken: IssueServiceToken,
    private readonly introspectToken: IntrospectToken,
    private readonly revokeToken: RevokeOwnToken,
  ) {}

  @ClientEndpoint('token', TokenRequestDto)
  @UseInterceptors(TokenOutcome)
  @ApiOperation({
    operationId: 'issueServiceToken',
    summary: 'Issue an access token for client credentials (RFC 6749)',
  })
  @ApiOkResponse({ type: TokenResponseDto })
  async token(
    @CurrentClient() client: AuthenticatedClient,
    @Req() request: Request,
    @Body() body: unknown,
  ): Promise<TokenResponseDto> {
    const fields = new RequestFields(body);
    const grant = request.is('json') ? fields.text('grant_type') : fields.required('grant_type');
    if (grant !== undefined && grant !== 'client_credentials')
      throw new OAuthError('unsupported_grant_type', 'Only client_credentials is supported.');
    return TokenResponseDto.of(await this.issueToken.execute(client, fields.text('scope')));
  }

  @ClientEndpoint('introspect', TokenQuestionDto)
  @ApiOperation({ operationId: 'introspectToken', summary: 'Introspect a token (RFC 7662)' })
  @ApiOkResponse({ type: IntrospectionDto })
  async introspect(@CurrentClient() client: AuthenticatedClient, @Body() body: unknown): Promise<IntrospectionDto> {
    return IntrospectionDto.of(await this.introspectToken.execute(client, tokenIn(body)));
  }

  @ClientEndpoint('revoke', TokenQuestionDto)
  @ApiOperation({
    operationId: 'revokeToken',
    summary: 'Revoke a token issued to this client; an invalid token is not an error (RFC 7009)',
  })
  @ApiOkResponse({ description: 'The token is not, or no longer, valid.' })
  async revoke(@CurrentClient() client: AuthenticatedClient, @Body() body: unknown): Promise<void> {
    await this.revokeToken.execute(client, tokenIn(body));
  }

  /** No client has an address to be sent back to, so the answer stays here (RFC 6749 §4.1.2.1). */
  @Get('authorize')
  @Public()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'authorize',
    summary: 'Refuses every response type: nobody signs in through another service here',
  })
  @ApiBadRequestResponse({ type: OAuthErrorDto })
  authorize(): never {
    throw new OAuthError('unsupported_response_type', 'Services sign in for themselves, with client credentials.');
  }
}

function tokenIn(body: unknown): string {
  return withoutWrapping(new RequestFields(body).required('token'));
}
