import { Public } from '@gatehouse/access';
import { SERVICE_SCOPES } from '@gatehouse/contracts';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { type KeysConfig, keysConfig } from '../keys.config.ts';
import { AuthorizationServerDto } from './authorization-server.dto.ts';
import { letAnybodyRead } from './let-anybody-read.ts';

/** Left out, the last two would mean Basic alone and anything at all (RFC 8414 §2). */
const CLIENT_AUTHENTICATION = ['client_secret_basic', 'client_secret_post'];

/** Where other services find the endpoints and the keys, from nothing but the issuer. */
@ApiTags('keys')
@Controller('.well-known')
export class AuthorizationServerController {
  constructor(
    @Inject(keysConfig.token) private readonly config: Pick<KeysConfig, 'issuer' | 'jwksMaxAge' | 'algorithm'>,
  ) {}

  @Get('oauth-authorization-server')
  @Public()
  @ApiOperation({ operationId: 'getAuthorizationServer', summary: 'Get the authorization server metadata (RFC 8414)' })
  @ApiOkResponse({ type: AuthorizationServerDto })
  get(@Res({ passthrough: true }) response: Response): AuthorizationServerDto {
    return this.metadata(response);
  }

  @Get('openid-configuration')
  @Public()
  @ApiOperation({
    operationId: 'getOpenIdConfiguration',
    summary: 'Get the same metadata at the OpenID Connect discovery path',
  })
  @ApiOkResponse({ type: AuthorizationServerDto })
  getForOpenId(@Res({ passthrough: true }) response: Response): AuthorizationServerDto {
    return this.metadata(response);
  }

  private metadata(response: Response): AuthorizationServerDto {
    letAnybodyRead(response, this.config.jwksMaxAge);
    const base = this.config.issuer.replace(/\/+$/, '');
    return {
      issuer: this.config.issuer,
      jwks_uri: `${base}/.well-known/jwks.json`,
      authorization_endpoint: `${base}/api/v1/auth/authorize`,
      token_endpoint: `${base}/api/v1/auth/token`,
      token_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
      scopes_supported: [...SERVICE_SCOPES],
      introspection_endpoint: `${base}/api/v1/auth/introspect`,
      revocation_endpoint: `${base}/api/v1/auth/revoke`,
      introspection_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
      revocation_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
      grant_types_supported: ['client_credentials'],
      // required, and never empty (RFC 8414 §3.2)
      response_types_supported: ['none'],
      // of the two next, libraries read no document without them (OpenID Connect Discovery 1.0 §3)
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [this.config.algorithm],
      service_documentation: `${base}/api/docs`,
    };
  }
}
