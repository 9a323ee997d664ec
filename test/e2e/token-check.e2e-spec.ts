import { type Gatehouse, startGatehouse } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { newServiceClient, type ServiceClient, serviceToken } from './support/service-clients.ts';
import { type SignedIn, signInAsAdmin } from './support/session.ts';
import { mintToken } from './support/tokens.ts';

let gatehouse: Gatehouse;
let session: SignedIn;
let forced: Response;
let account: ServiceClient;
let token: string;

beforeAll(async () => {
  gatehouse = await startGatehouse({ worker: false, environment: { RATE_LIMIT_CHECK: '30' } });
  const body = JSON.stringify({ login: 'admin', password: gatehouse.adminPassword });
  const headers = { 'content-type': 'application/json' };
  const login = await fetch(`${gatehouse.baseUrl}/api/auth/login`, { method: 'POST', headers, body });
  forced = await check(((await login.json()) as { accessToken: string }).accessToken);
  session = await signInAsAdmin(gatehouse.baseUrl, gatehouse.adminPassword);
  account = await newServiceClient(session, ['uploads:read', 'settings:list']);
  token = await serviceToken(gatehouse.baseUrl, account);
});
afterAll(() => gatehouse.stop());

const check = (bearer: string, query = '', method = 'GET') =>
  fetch(`${gatehouse.baseUrl}/api/v1/auth/check${query}`, { method, headers: { authorization: `Bearer ${bearer}` } });

describe('GET /api/v1/auth/check', () => {
  it.each(['GET', 'HEAD'])(
    'answers %s with 204 for a good token, tells whose it is, and is kept by no cache',
    async (method) => {
      const { status, headers } = await check(token, '', method);
      expect(status).toBe(204);
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-gatehouse-subject': account.id,
        'x-gatehouse-role': 'service',
        'x-gatehouse-scope': 'settings:list uploads:read',
        'cache-control': 'no-store',
        'ratelimit-policy': '"check";q=30;w=60',
      });
    },
  );

  it('tells of staff what their role allows, and of their scope only what that leaves', async () => {
    const viewer = await mintToken(gatehouse, session.token, 'viewer');
    const { headers } = await check(viewer, '?scope=uploads:read');
    expect(headers.get('x-gatehouse-role')).toBe('viewer');
    expect(headers.get('x-gatehouse-subject')).toBe(decodeJwt(viewer).sub);
    expect(headers.get('x-gatehouse-scope')?.split(' ')).toContain('uploads:read');
    expect(headers.get('x-gatehouse-scope')?.split(' ')).not.toContain('keys:manage');
  });

  it.each([
    ['?scope=uploads:read', 204],
    ['?scope=uploads:read%20settings:list', 204],
    ['?scope=uploads:read+settings:list', 204],
    ['?scope=uploads:write', 403],
    ['?scope=uploads:read%20uploads:write', 403],
  ])('asks for every right that is named: %s', async (query, status) => {
    const answer = await check(token, query);
    expect(answer.status).toBe(status);
    if (status === 204) return;
    expect(answer.headers.get('www-authenticate')).toMatch(
      /^Bearer realm="gatehouse", error="insufficient_scope", scope="[\w: ]+"$/,
    );
    expect(await answer.json()).toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  it.each(['?scope=', '?scope=orders:read', '?scope=uploads:read%20', '?scope=%22', '?scope=a&scope=b', '?scopes=x'])(
    'lets nobody pass a gateway that asks for what there is not: %s',
    async (query) => {
      const answer = await check(session.token, query);
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'VALIDATION_FAILED']);
    },
  );

  it('sends who must change a password to do that first', async () => {
    expect(forced.status).toBe(403);
    expect(await forced.json()).toMatchObject({ code: 'PASSWORD_CHANGE_REQUIRED' });
  });

  it('does not answer other methods', async () => {
    expect((await check(token, '', 'POST')).status).toBe(405);
  });

  it('counts by account, with a limit of its own', async () => {
    const busy = await serviceToken(gatehouse.baseUrl, await newServiceClient(session, ['uploads:read']));
    const statuses = [];
    for (let count = 0; count < 31; count += 1) statuses.push((await check(busy)).status);
    expect(statuses.indexOf(429)).toBe(30);
    expect((await check(token)).status).toBe(204);
  });
});
