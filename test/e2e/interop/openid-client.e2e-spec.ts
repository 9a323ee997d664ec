import { freePort } from '@gatehouse/local-servers';
import { type Gatehouse, startGatehouse } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as client from 'openid-client';
import { letKeysAge, rotateKeys } from '../support/rotation.ts';
import { newServiceClient, type ServiceClient } from '../support/service-clients.ts';
import { type SignedIn, signInAsAdmin } from '../support/session.ts';

let gatehouse: Gatehouse;
let session: SignedIn;
let account: ServiceClient;
let issuer: URL;

beforeAll(async () => {
  const port = await freePort();
  issuer = new URL(`http://127.0.0.1:${port}`);
  const environment = { JWT_ISSUER: issuer.origin };
  gatehouse = await startGatehouse({ port, worker: false, environment });
  session = await signInAsAdmin(gatehouse.baseUrl, gatehouse.adminPassword);
  account = await newServiceClient(session, ['uploads:read', 'settings:list']);
});
afterAll(() => gatehouse.stop());

// the tests speak plain HTTP on loopback, which the library would refuse
// eslint-disable-next-line @typescript-eslint/no-deprecated -- so marked only to stand out
const insecure = { execute: [client.allowInsecureRequests] };
const { ClientSecretBasic, ClientSecretPost } = client;

function discover(
  authentication: (secret: string) => client.ClientAuth,
  algorithm: 'oauth2' | 'oidc' = 'oauth2',
  secret = account.credentials.client_secret,
) {
  const { client_id: id } = account.credentials;
  return client.discovery(issuer, id, undefined, authentication(secret), { algorithm, ...insecure });
}

describe('openid-client', () => {
  it.each(['oauth2', 'oidc'] as const)('discovers the metadata where %s has it', async (algorithm) => {
    const metadata = (await discover(ClientSecretBasic, algorithm)).serverMetadata();
    expect(metadata).toMatchObject({
      issuer: issuer.origin,
      token_endpoint: `${issuer.origin}/api/v1/auth/token`,
      jwks_uri: `${issuer.origin}/.well-known/jwks.json`,
      grant_types_supported: ['client_credentials'],
      scopes_supported: expect.arrayContaining(['uploads:read', 'tokens:introspect']) as unknown,
    });
  });

  it.each([
    ['client_secret_basic', ClientSecretBasic],
    ['client_secret_post', ClientSecretPost],
  ] as const)('gets a token by %s, asks about it and ends it, before and after a rotation', async (name, method) => {
    const config = await discover(method);
    expect(config.serverMetadata().token_endpoint_auth_methods_supported).toContain(name);
    const round = async () => {
      const granted = await client.clientCredentialsGrant(config, { scope: 'uploads:read' });
      expect(granted).toMatchObject({ token_type: 'bearer', scope: 'uploads:read' });
      expect(granted.expiresIn()).toBeGreaterThan(500);
      const about = await client.tokenIntrospection(config, granted.access_token);
      expect(about).toMatchObject({ active: true, iss: issuer.origin, client_id: account.credentials.client_id });
      return granted.access_token;
    };
    const old = await round();
    await letKeysAge(gatehouse);
    await rotateKeys(session);
    const fresh = await round();
    for (const token of [old, fresh]) {
      const use = () => client.fetchProtectedResource(config, token, new URL('/api/upload-image', issuer), 'GET');
      expect((await use()).status).toBe(200);
      await client.tokenRevocation(config, token);
      expect(await client.tokenIntrospection(config, token)).toEqual({ active: false });
      await expect(use()).rejects.toMatchObject({ status: 401 });
    }
  });

  it.each([ClientSecretBasic, ClientSecretPost])('understands what is wrong', async (method) => {
    const asked = async (config: client.Configuration, scope: string) =>
      client.clientCredentialsGrant(config, { scope }).then(
        () => 'granted',
        (error: unknown) => error,
      );
    expect(await asked(await discover(method), 'audit:read')).toMatchObject({ status: 400, error: 'invalid_scope' });
    const unknown = await asked(await discover(method, 'oauth2', 'wrong'), 'uploads:read');
    // with a challenge in the answer, the library speaks of that rather than of the body
    expect(unknown).toMatchObject({ status: 401 });
  });
});
