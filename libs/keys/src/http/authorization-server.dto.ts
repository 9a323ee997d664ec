import { ApiProperty } from '@nestjs/swagger';

/** RFC 8414 §2; the names are those of the standard. */
export class AuthorizationServerDto {
  @ApiProperty({ format: 'uri' })
  issuer!: string;

  @ApiProperty({ format: 'uri' })
  jwks_uri!: string;

  @ApiProperty({ format: 'uri' })
  token_endpoint!: string;

  @ApiProperty({ type: [String] })
  token_endpoint_auth_methods_supported!: string[];

  @ApiProperty({ type: [String], description: 'Scopes that a service account can be given' })
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

  @ApiProperty({ type: [String], description: 'There is no authorization endpoint: services sign in for themselves' })
  response_types_supported!: string[];

  @ApiProperty({ format: 'uri', description: 'Where people read about this API' })
  service_documentation!: string;
}
