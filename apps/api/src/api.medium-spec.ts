import { readFileSync } from 'node:fs';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AlertSink, TokenIssuer } from '@gatehouse/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWholeApi, type WholeApi } from './whole-api.fixture.ts';

const committed = (name: string) => JSON.parse(readFileSync(`reports/${name}`, 'utf8')) as unknown;

let api: WholeApi;
let app: NestExpressApplication;
let url: string;
beforeAll(async () => {
  api = await startWholeApi();
  ({ app, url } = api);
});
afterAll(() => api.close());

async function tokenOf(role: 'admin' | 'viewer' | 'auditor'): Promise<string> {
  const { token } = await app
    .get(TokenIssuer)
    .issue({ subject: '0192f0c1-2345-7abc-8def-0123456789ab', kind: 'user', role, scope: '' });
  return token;
}

interface RouteLayer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}

/** What Express itself would answer to, whoever registered it. */
function servedRoutes(): readonly { method: string; path: string }[] {
  const { stack } = app.getHttpAdapter().getInstance().router as unknown as { readonly stack: readonly RouteLayer[] };
  return stack.flatMap(({ route }) =>
    route && !route.methods['trace']
      ? Object.keys(route.methods).map((method) => ({ method: method.toUpperCase(), path: route.path }))
      : [],
  );
}

async function redisStatus(): Promise<string | undefined> {
  const response = await fetch(`${url}/api/health`, {
    headers: { authorization: `Bearer ${await tokenOf('viewer')}` },
  });
  const { components } = (await response.json()) as { components: { name: string; status: string }[] };
  return components.find(({ name }) => name === 'redis')?.status;
}

/** Files of the documentation page and its aliases; they carry no data. */
const isDocumentation = (path: string) => path === '/api/docs' || path.startsWith('/api/docs/');

describe('the API as a whole', () => {
  it('refuses everything without a token but the committed list of public routes', async () => {
    const open: string[] = [];
    for (const { method, path } of servedRoutes()) {
      const response = await fetch(url + path.replaceAll(/:\w+/g, 'x'), { method, redirect: 'manual' });
      if (!(await response.text()).includes('"code":"AUTHENTICATION_REQUIRED"')) open.push(`${method} ${path}`);
    }
    const expected = committed('public-routes.json') as string[];
    expect([...new Set(open.filter((route) => !isDocumentation(route.split(' ')[1] ?? '')))].sort()).toEqual(
      expected.filter((route) => !isDocumentation(route.split(' ')[1] ?? '')),
    );
  });

  it('answers a wrong method with 405 also outside of its prefix', async () => {
    const response = await fetch(`${url}/.well-known/jwks.json`, { method: 'POST' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect((await fetch(`${url}/.well-known/nothing`)).status).toBe(404);
  });

  // Node's 5 seconds behind AWS, whose 60 are usual: a request now and then met a closing connection (nodejs/node#20256)
  it('keeps a connection open for longer than the proxies in front do', async () => {
    expect((await fetch(`${url}/api/health/live`)).headers.get('keep-alive')).toBe('timeout=125');
  });

  it('serves the committed OpenAPI document', async () => {
    expect(await (await fetch(`${url}/api/openapi.json`)).json()).toEqual(committed('openapi.json'));
  });

  it('serves a documentation page whose policy lets its own scripts run, and no others', async () => {
    const page = await fetch(`${url}/api/docs`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(page.status).toBe(200);
    expect(policy).toContain("script-src 'self'");
    const html = await page.text();
    const scripts = [...html.matchAll(/<script([^>]*)>([^<]*)/g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, inline] of scripts) {
      expect(inline?.trim()).toBe('');
      const source = /src="([^"]+)"/.exec(attributes ?? '')?.[1] ?? '';
      expect((await fetch(new URL(source, `${url}/api/docs/`))).status, source).toBe(200);
    }
  });

  it('tells everybody in one word whether it is ready, and operators what it stands on', async () => {
    expect(await (await fetch(`${url}/api/health/live`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${url}/api/health/ready`)).json()).toEqual({ status: 'ok' });
    const health = await fetch(`${url}/api/health`, {
      headers: { authorization: `Bearer ${await tokenOf('viewer')}` },
    });
    expect(await health.json()).toMatchObject({
      // no worker runs beside this test
      status: 'degraded',
      environment: 'development',
      components: expect.arrayContaining([
        expect.objectContaining({ name: 'postgres', status: 'up' }),
        expect.objectContaining({ name: 'redis', status: 'up' }),
        expect.objectContaining({ name: 'worker', status: 'down', detail: 'no worker is running' }),
        expect.objectContaining({ name: 'malware_scanners', status: 'down' }),
      ]),
    });
  });

  it('records a denial with its actor and request', async () => {
    const requestId = '0192f0c1-0000-7abc-8def-0123456789ab';
    const denied = await fetch(`${url}/api/audit`, {
      headers: { authorization: `Bearer ${await tokenOf('viewer')}`, 'x-request-id': requestId },
    });
    expect(denied.status).toBe(403);
    const found = await fetch(`${url}/api/audit?requestId=${requestId}`, {
      headers: { authorization: `Bearer ${await tokenOf('auditor')}` },
    });
    expect(await found.json()).toMatchObject({
      items: [
        {
          type: 'authorization_denied',
          status: 'denied',
          action: 'GET /api/audit',
          actorRole: 'viewer',
          ipAddress: '127.0.0.1',
          requestId,
        },
      ],
    });
  });

  it('gives a service a signed token for its secret, good for its scope until the secret is revoked', async () => {
    const asAdmin = { authorization: `Bearer ${await tokenOf('admin')}`, 'content-type': 'application/json' };
    const created = await fetch(`${url}/api/service-accounts`, {
      method: 'POST',
      headers: asAdmin,
      body: JSON.stringify({ name: 'importer', scopes: ['settings:list', 'tokens:introspect'] }),
    });
    expect(created.status).toBe(201);
    const { account, clientSecret } = (await created.json()) as {
      account: { id: string; clientId: string; secrets: { id: string }[] };
      clientSecret: string;
    };
    const ask = async (path: string, fields: Record<string, string>) => {
      const form = new URLSearchParams({ client_id: account.clientId, client_secret: clientSecret, ...fields });
      const response = await fetch(`${url}/api/v1/auth/${path}`, { method: 'POST', body: form });
      const text = await response.text();
      return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
    };
    const grant = { grant_type: 'client_credentials' };
    const token = (await ask('token', grant)).body['access_token'] as string;
    const read = async (path: string) =>
      (await fetch(`${url}/api/${path}`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect([await read('secure-settings'), await read('audit'), await read('auth/me')]).toEqual([200, 403, 403]);
    expect((await ask('introspect', { token })).body).toMatchObject({ active: true, sub: account.id, role: 'service' });

    const second = (await ask('token', grant)).body['access_token'] as string;
    expect((await ask('revoke', { token: second })).status).toBe(200);
    expect((await ask('introspect', { token: second })).body).toEqual({ active: false });
    expect(await read('secure-settings')).toBe(200);

    const secret = `${url}/api/service-accounts/${account.id}/secrets/${account.secrets[0]?.id}`;
    expect((await fetch(secret, { method: 'DELETE', headers: asAdmin })).status).toBe(204);
    expect(await read('secure-settings')).toBe(401);
    expect(await ask('token', grant)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const { rows } = await api.database.owner.query('SELECT * FROM audit_logs');
    expect(JSON.stringify(rows)).toContain(account.id);
    expect(JSON.stringify(rows)).not.toContain(clientSecret);
    expect(JSON.stringify(rows)).not.toContain(clientSecret.split('_')[2]);
  });

  it('lets administrators alone change signing keys, and says what is wrong with a request', async () => {
    const post = async (path: string, role: 'admin' | 'viewer', body?: object) => {
      const response = await fetch(`${url}/api/keys/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await tokenOf(role)}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: response.status, ...((await response.json()) as { code?: string; outcome?: string }) };
    };
    const unknown = '0192f0c1-0000-7abc-8def-0123456789ab';
    expect(await post('rotate', 'viewer')).toMatchObject({ status: 403, code: 'PERMISSION_DENIED' });
    expect(await post(`${unknown}/revoke`, 'viewer', { reason: 'x' })).toMatchObject({ status: 403 });
    expect(await post(`${unknown}/revoke`, 'admin', { reason: 'x' })).toMatchObject({
      status: 404,
      code: 'KEY_NOT_FOUND',
    });
    expect(await post(`${unknown}/revoke`, 'admin', { reason: '' })).toMatchObject({ status: 400 });
    expect(await post('rotate', 'admin', { force: true })).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    // the next key is as young as this test
    expect(await post('rotate', 'admin')).toMatchObject({ status: 200, outcome: 'scheduled' });
  });

  it('stays ready and limits from memory while Redis is unavailable', async () => {
    await api.redis.kill();
    expect(await (await fetch(`${url}/api/health/ready`)).json()).toEqual({ status: 'ok' });
    const health = await fetch(`${url}/api/health`, {
      headers: { authorization: `Bearer ${await tokenOf('viewer')}` },
    });
    expect(health.headers.get('ratelimit')).toMatch(/^"read";r=\d+;t=\d+$/);
    expect(await health.json()).toMatchObject({
      status: 'degraded',
      components: expect.arrayContaining([expect.objectContaining({ name: 'redis', status: 'down' })]),
    });
    await api.redis.restart();
  });

  it('writes its last alert before it lets Postgres go, and hands it over before it lets Redis go', async () => {
    await expect.poll(redisStatus).toBe('up');
    const last = { kind: 'last', severity: 'info', dedupeKey: 'last', summary: 'the API ends' } as const;
    app.get(AlertSink, { strict: false }).raiseAlone(last);
    await app.close();
    const { rows } = await api.database.owner.query<{ published: boolean }>(
      `SELECT published_at IS NOT NULL AS published FROM alerts JOIN outbox ON payload ->> 'alertId' = alerts.id::text
       WHERE kind = $1`,
      [last.kind],
    );
    expect(rows).toEqual([{ published: true }]);
  });
});
