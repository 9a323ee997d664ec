import type { VerifiedToken } from '@gatehouse/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ServiceToken } from '../use-cases/tokens/issue-service-token.ts';

// Names as in RFC 6749, RFC 7009 and RFC 7662. These classes describe bodies for the documentation; what came is read field by
// field, because those standards ask to ignore what is unknown.

class ClientCredentialsDto {
  @ApiPropertyOptional({ type: String, description: 'Alternatively, the user name of HTTP Basic authentication.' })
  client_id?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'password',
    description: 'Alternatively, the password of HTTP Basic authentication.',
  })
  client_secret?: string;
}

export class TokenRequestDto extends ClientCredentialsDto {
  @ApiPropertyOptional({ enum: ['client_credentials'], description: 'Optional in JSON, required in a form.' })
  grant_type?: string;

  @ApiPropertyOptional({
    type: String,
    description: 'Space-separated scopes; defaults to all scopes of the account.',
    example: 'settings:list uploads:write',
  })
  scope?: string;
}

export class TokenQuestionDto extends ClientCredentialsDto {
  @ApiProperty({ type: String })
  token!: string;

  @ApiPropertyOptional({ type: String, description: 'Accepted and ignored: only access tokens exist.' })
  token_type_hint?: string;
}

export class TokenResponseDto {
  @ApiProperty({ type: String, description: 'A JWT as in RFC 9068' })
  access_token!: string;

  @ApiProperty({ enum: ['Bearer'] })
  token_type!: 'Bearer';

  @ApiProperty({ type: 'integer', description: 'Seconds until the token expires' })
  expires_in!: number;

  @ApiProperty({ type: String })
  scope!: string;

  static of({ accessToken, expiresIn, scope }: ServiceToken): TokenResponseDto {
    return { access_token: accessToken, token_type: 'Bearer', expires_in: expiresIn, scope };
  }
}

export class IntrospectionDto {
  @ApiProperty({ type: Boolean, description: 'All other fields are present only when this is true' })
  active!: boolean;

  @ApiPropertyOptional({ type: String })
  scope?: string;

  @ApiPropertyOptional({ type: String })
  client_id?: string;

  @ApiPropertyOptional({ enum: ['Bearer'] })
  token_type?: 'Bearer';

  @ApiPropertyOptional({ type: String, format: 'uri' })
  iss?: string;

  @ApiPropertyOptional({ type: String })
  aud?: string;

  @ApiPropertyOptional({ type: String })
  sub?: string;

  @ApiPropertyOptional({ type: String })
  role?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'Unix time in seconds' })
  iat?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'Unix time in seconds' })
  nbf?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'Unix time in seconds' })
  exp?: number;

  @ApiPropertyOptional({ type: String })
  jti?: string;

  static of(token: VerifiedToken | undefined): IntrospectionDto {
    if (!token) return { active: false };
    return {
      active: true,
      scope: token.scope,
      ...(token.clientId !== undefined && { client_id: token.clientId }),
      token_type: 'Bearer',
      iss: token.issuer,
      aud: token.audience,
      sub: token.subject,
      role: token.role,
      iat: inSeconds(token.issuedAt),
      nbf: inSeconds(token.notBefore),
      exp: inSeconds(token.expiresAt),
      jti: token.tokenId,
    };
  }
}

function inSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

export class OAuthErrorDto {
  @ApiProperty({
    enum: [
      'invalid_request',
      'invalid_client',
      'invalid_scope',
      'unauthorized_client',
      'unsupported_grant_type',
      'unsupported_response_type',
      'unsupported_token_type',
    ],
  })
  error!: string;

  @ApiProperty({ type: String })
  error_description!: string;
}
