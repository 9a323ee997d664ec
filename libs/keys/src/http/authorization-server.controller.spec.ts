import { SERVICE_SCOPES } from '@gatehouse/contracts';
import type { Response } from 'express';
import { describe, expect, it } from 'vitest';
import { AuthorizationServerController } from './authorization-server.controller.ts';

function ask(issuer: string) {
  const headers = new Map<string, string>();
  const response = {
    setHeader: (name: string, value: string) => headers.set(name.toLowerCase(), value),
    removeHeader: (name: string) => headers.delete(name.toLowerCase()),
  };
  const controller = new AuthorizationServerController({ issuer, jwksMaxAge: 300, algorithm: 'ES256' });
  const [metadata, forOpenId] = [
    controller.get(response as unknown as Response),
    controller.getForOpenId(response as unknown as Response),
  ];
  return { metadata, forOpenId, headers };
}

describe('the metadata of RFC 8414', () => {
  const { metadata, forOpenId, headers } = ask('https://gatehouse.example');

  it('has what §2 requires and what a client of the credentials grant looks for', () => {
    expect(metadata).toEqual({
      issuer: 'https://gatehouse.example',
      jwks_uri: 'https://gatehouse.example/.well-known/jwks.json',
      authorization_endpoint: 'https://gatehouse.example/api/v1/auth/authorize',
      token_endpoint: 'https://gatehouse.example/api/v1/auth/token',
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      scopes_supported: SERVICE_SCOPES,
      introspection_endpoint: 'https://gatehouse.example/api/v1/auth/introspect',
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      revocation_endpoint: 'https://gatehouse.example/api/v1/auth/revoke',
      revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      grant_types_supported: ['client_credentials'],
      response_types_supported: ['none'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      service_documentation: 'https://gatehouse.example/api/docs',
    });
    expect(forOpenId).toEqual(metadata);
  });

  it('has no empty list, which §3.2 forbids', () => {
    for (const [name, value] of Object.entries(metadata)) expect(value, name).not.toHaveLength(0);
  });

  it('names the issuer exactly as tokens do (§3.3), and addresses without a double slash', () => {
    const withSlash = ask('https://gatehouse.example/').metadata;
    expect(withSlash.issuer).toBe('https://gatehouse.example/');
    expect(withSlash.token_endpoint).toBe('https://gatehouse.example/api/v1/auth/token');
  });

  it('has every field that OpenID Connect Discovery 1.0 §3 requires', () => {
    const required = [
      'issuer',
      'authorization_endpoint',
      'token_endpoint',
      'jwks_uri',
      'response_types_supported',
      'subject_types_supported',
      'id_token_signing_alg_values_supported',
    ];
    expect(Object.keys(metadata)).toEqual(expect.arrayContaining(required));
  });

  it.each(['https://ops.example/gatehouse', 'https://ops.example/gatehouse/', 'https://ops.example/gatehouse//'])(
    'names every endpoint below the path of %s',
    (issuer) => {
      const { metadata: below } = ask(issuer);
      expect(below.issuer).toBe(issuer);
      const addresses = Object.values(below).filter((value) => String(value).startsWith('https:') && value !== issuer);
      expect(addresses).toHaveLength(6);
      for (const address of addresses) expect(address).toMatch(/^https:\/\/ops\.example\/gatehouse\/[a-z.]/);
    },
  );

  it('may be read by any site and kept for as long as the keys', () => {
    expect(Object.fromEntries(headers)).toEqual({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=300, must-revalidate',
    });
  });
});
