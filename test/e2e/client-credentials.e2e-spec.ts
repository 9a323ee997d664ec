import { type Gatehouse, startGatehouse } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newServiceClient, type ServiceClient } from './support/service-clients.ts';
import { type SignedIn, signInAsAdmin } from './support/session.ts';

let gatehouse: Gatehouse;
let session: SignedIn;
let account: ServiceClient;

beforeAll(async () => {
  gatehouse = await startGatehouse({ worker: false, environment: { RATE_LIMIT_TOKEN: '10000' } });
  session = await signInAsAdmin(gatehouse.baseUrl, gatehouse.adminPassword);
  account = await newServiceClient(session, ['settings:list']);
});
afterAll(() => gatehouse.stop());

type Credentials = ServiceClient['credentials'];
interface Asked {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

async function ask(init: RequestInit): Promise<Asked> {
  const response = await fetch(`${gatehouse.baseUrl}/api/v1/auth/token`, { method: 'POST', ...init });
  return {
    status: response.status,
    body: (await response.json()) as Asked['body'],
    headers: response.headers,
  };
}

const json = (credentials: object) =>
  ask({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(credentials) });
const form = (credentials: Credentials) =>
  ask({ body: new URLSearchParams({ grant_type: 'client_credentials', ...credentials }) });
const basic = ({ client_id: id, client_secret: secret }: Credentials) =>
  ask({
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
const WAYS = [
  ['JSON', json],
  ['a form', form],
  ['HTTP Basic', basic],
] as const;

describe('POST /api/v1/auth/token of a running system', () => {
  it.each(WAYS)('gives a token that works for client_id and client_secret in %s', async (_way, way) => {
    const { status, body, headers } = await way(account.credentials);
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as unknown,
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'settings:list',
    });
    expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
    const authorization = `Bearer ${String(body['access_token'])}`;
    const use = (path: string) => fetch(`${gatehouse.baseUrl}${path}`, { headers: { authorization } });
    expect((await use('/api/secure-settings')).status).toBe(200);
    expect((await use('/api/keys')).status).toBe(403);
  });

  it.each(WAYS)(
    'tells by %s an unknown client, a wrong secret and a disabled client in no way apart',
    async (_, way) => {
      const disabled = await newServiceClient(session, ['settings:list']);
      const { response } = await session.client.POST('/api/service-accounts/{id}/disable', {
        params: { path: { id: disabled.id } },
      });
      expect(response.status).toBe(200);
      const { client_id: id, client_secret: secret } = account.credentials;
      const answers = await Promise.all(
        [
          { client_id: 'sa_nobody', client_secret: secret },
          { client_id: id, client_secret: disabled.credentials.client_secret },
          { client_id: id, client_secret: 'guess' },
          disabled.credentials,
        ].map(way),
      );
      const seen = answers.map(({ status, body, headers }) =>
        JSON.stringify({ status, body, headers: [...headers].filter(([name]) => !VARY.includes(name)) }),
      );
      expect(new Set(seen).size).toBe(1);
      expect(answers[0]).toMatchObject({
        status: 401,
        body: { error: 'invalid_client', error_description: 'The client could not be authenticated.' },
      });
      expect((await way(account.credentials)).status).toBe(200);
    },
  );
});

/** Headers in which any two answers differ. */
const VARY: readonly string[] = ['date', 'x-request-id', 'ratelimit'];
