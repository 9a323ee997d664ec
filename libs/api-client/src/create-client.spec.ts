import { describe, expect, it } from 'vitest';
import { createGatehouseClient } from './create-client.ts';
import { ProblemError, unwrap } from './problem.ts';

const baseUrl = 'http://gatehouse.test';
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

describe('createGatehouseClient', () => {
  it('sends the access token and the body', async () => {
    const seen: Request[] = [];
    const client = createGatehouseClient({
      baseUrl,
      accessToken: () => 'token-1',
      fetch: async (request) => {
        seen.push(request.clone());
        return json(201, { key: 'a' });
      },
    });
    await client.POST('/api/secure-settings', { body: { key: 'a', value: 'b', category: 'mail', type: 'string' } });
    expect(seen[0]?.headers.get('authorization')).toBe('Bearer token-1');
    expect(await seen[0]?.json()).toMatchObject({ key: 'a', value: 'b' });
  });

  it('renews the token once after a 401 and sends the same body again', async () => {
    let token = 'old';
    let renewals = 0;
    const bodies: string[] = [];
    const client = createGatehouseClient({
      baseUrl,
      accessToken: () => token,
      renewAccess: async () => {
        renewals += 1;
        token = 'new';
        return true;
      },
      fetch: async (request) => {
        bodies.push(`${request.headers.get('authorization')} ${await request.text()}`);
        return request.headers.get('authorization') === 'Bearer new'
          ? json(200, {})
          : json(401, { code: 'TOKEN_INVALID' });
      },
    });
    await unwrap(client.POST('/api/secure-settings/rollback', { body: { key: 'a', version: 1, expectedVersion: 2 } }));
    const body = '{"key":"a","version":1,"expectedVersion":2}';
    expect(bodies).toEqual([`Bearer old ${body}`, `Bearer new ${body}`]);
    expect(renewals).toBe(1);
  });

  it('does not try again when the 401 is not about the token', async () => {
    let calls = 0;
    const client = createGatehouseClient({
      baseUrl,
      accessToken: () => 'token',
      renewAccess: async () => true,
      fetch: async () => {
        calls += 1;
        return json(401, { code: 'LOGIN_FAILED' });
      },
    });
    const body = { currentPassword: 'wrong', newPassword: 'a long new password' };
    await expect(unwrap(client.POST('/api/auth/password', { body }))).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
    expect(calls).toBe(1);
  });

  it('gives the 401 back when the token cannot be renewed, and after one try', async () => {
    let calls = 0;
    const client = createGatehouseClient({
      baseUrl,
      accessToken: () => 'old',
      renewAccess: async () => calls < 2,
      fetch: async () => {
        calls += 1;
        return json(401, { code: 'TOKEN_INVALID', detail: 'Sign in again.' });
      },
    });
    await expect(unwrap(client.GET('/api/auth/me'))).rejects.toMatchObject({ status: 401, code: 'TOKEN_INVALID' });
    expect(calls).toBe(2);
  });
});

describe('unwrap', () => {
  it('turns problem+json into a ProblemError with request id, fields and retry time', async () => {
    const problem = {
      code: 'RATE_LIMITED',
      title: 'Too many',
      detail: 'Wait.',
      requestId: 'r-1',
      errors: [{ pointer: '/key', message: 'bad' }],
    };
    const client = createGatehouseClient({ baseUrl, fetch: async () => json(429, problem, { 'retry-after': '7' }) });
    const error: unknown = await unwrap(client.GET('/api/auth/me')).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      status: 429,
      code: 'RATE_LIMITED',
      requestId: 'r-1',
      retryAfter: 7,
      errors: [{ pointer: '/key', message: 'bad' }],
    });
  });

  it('tells a missing answer from a cancelled call', async () => {
    const failing = createGatehouseClient({
      baseUrl,
      fetch: async () => Promise.reject(new TypeError('fetch failed')),
    });
    await expect(unwrap(failing.GET('/api/auth/me'))).rejects.toMatchObject({ status: 0, code: 'NETWORK' });
    const aborted = createGatehouseClient({
      baseUrl,
      fetch: async () => Promise.reject(new DOMException('x', 'AbortError')),
    });
    await expect(unwrap(aborted.GET('/api/auth/me'))).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('keeps the status and the request id when the body is not a problem', async () => {
    const client = createGatehouseClient({
      baseUrl,
      fetch: async () => new Response('<html>', { status: 502, headers: { 'x-request-id': 'r-2' } }),
    });
    await expect(unwrap(client.GET('/api/auth/me'))).rejects.toMatchObject({
      status: 502,
      code: 'HTTP_502',
      requestId: 'r-2',
    });
  });
});
