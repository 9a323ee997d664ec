import { ApiProperty } from '@nestjs/swagger';

/** RFC 8414 §2 and what OpenID Connect Discovery 1.0 §3 requires beyond it; the names are those of the standard. */
export class AuthorizationServerDto {
  @ApiProperty({ format: 'uri' })
  issuer!: string;

  @ApiProperty({ format: 'uri' })
  jwks_uri!: string;

  @ApiProperty({
    format: 'uri',
    description: 'Required by OpenID Connect; it refuses every response type, since nobody signs in through it',
  })
  authorization_endpoint!: string;

  @ApiProperty({ format: 'uri' })
  token_endpoint!: string;

  @ApiProperty({ type: [String] })
  token_endpoint_auth_methods_supported!: string[];

  @ApiProperty({ type: [String], description: 'Scopes that can be granted to a service account' })
  scopes_supported!: string[];

  @ApiProperty({ format: 'uri' })
  introspection_endpoint!: string;

  @ApiProperty({ format: 'uri' })
  revocation_endpoint!: string;

  @ApiProperty({ type: [String] })
  introspection_endpoint_auth_methods_supported!: string[];

  @ApiProperty({ type: [String] })
  revocation_endpoint_auth_methods_supported!: string[];

  @ApiProperty({ type: [String] })
  grant_types_supported!: string[];

  @ApiProperty({ type: [String], description: 'Services sign in for themselves, and get no code or token here' })
  response_types_supported!: string[];

  @ApiProperty({ type: [String], description: 'A subject has the same name for every client' })
  subject_types_supported!: string[];

  @ApiProperty({ type: [String], description: 'The algorithm of the next signing key; there are no other tokens' })
  id_token_signing_alg_values_supported!: string[];

  @ApiProperty({ format: 'uri', description: 'URL of the API documentation' })
  service_documentation!: string;
}
