import { Database } from '@gatehouse/database';
import { register } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newClientSecret } from '../domain/client-secret.ts';
import { basic, newClient as makeClient, type Replica, type ClientsFixture, startClients } from '../clients.fixture.ts';

let fixture: ClientsFixture;
let api: Replica;
let admin: string;
beforeAll(async () => {
  fixture = await startClients();
  api = await fixture.replica();
  admin = await fixture.adminToken();
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.clock.set(new Date());
  fixture.audit.entries.length = 0;
});

async function newClient(content?: object) {
  const client = await makeClient(api, admin, content);
  fixture.audit.entries.length = 0;
  return client;
}
const token = (json: object) => api.call('/v1/auth/token', { json });
const manage = (path: string, method: string, json?: object) =>
  api.call(`/service-accounts/${path}`, { method, token: admin, ...(json && { json }) });

describe('GET /api/v1/auth/authorize', () => {
  it('refuses every request in place, and sends nobody anywhere', async () => {
    const path = '/v1/auth/authorize?response_type=code&client_id=x&redirect_uri=https://evil.example/&state=1';
    const { status, body, headers } = await api.call(path, { method: 'GET' });
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: 'unsupported_response_type' });
    expect(headers.get('location')).toBeNull();
  });
});

describe('POST /api/v1/auth/token', () => {
  it('answers client id and secret in JSON with a token, kept by no cache', async () => {
    const { id, credentials } = await newClient();
    const { status, body, headers } = await token(credentials);
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: expect.any(Number),
      scope: 'settings:list uploads:write',
    });
    expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
    expect((await api.call('/guarded', { method: 'GET', token: body.access_token })).status).toBe(200);
    expect(fixture.issuer.issued.get(body.access_token as string)).toMatchObject({
      kind: 'service_account',
      role: 'service',
      subject: id,
      clientId: credentials.client_id,
    });
    expect(fixture.audit.entries).toMatchObject([
      { type: 'auth_success', actor: { userId: id, role: 'service' }, resource: { type: 'service_account', id } },
    ]);
  });

  it('answers a form, and HTTP Basic, in the same way', async () => {
    const { credentials } = await newClient();
    const grant = { grant_type: 'client_credentials' };
    expect((await api.call('/v1/auth/token', { form: { ...grant, ...credentials } })).status).toBe(200);
    const authorization = basic(credentials.client_id, credentials.client_secret);
    const byBasic = await api.call('/v1/auth/token', {
      form: { ...grant, scope: 'uploads:write' },
      headers: { authorization },
    });
    expect(byBasic).toMatchObject({ status: 200, body: { scope: 'uploads:write' } });
    expect((await api.call('/v1/auth/token', { json: {}, headers: { authorization } })).status).toBe(200);
  });

  it('gives a service nothing but its scope', async () => {
    const { credentials } = await newClient();
    const { body } = await token({ ...credentials, scope: 'uploads:write' });
    expect((await api.call('/guarded', { method: 'GET', token: body.access_token })).status).toBe(403);
    expect((await api.call('/service-accounts', { method: 'GET', token: body.access_token })).status).toBe(403);
  });

  it.each<[string, object | string, number, string]>([
    ['a scope that the account does not hold', { scope: 'audit:read' }, 400, 'invalid_scope'],
    ['a scope that staff alone can have', { scope: 'settings:write' }, 400, 'invalid_scope'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['a grant that is no text', { grant_type: ['client_credentials'] }, 400, 'invalid_request'],
    ['a secret that is no text', { client_secret: { a: 1 } }, 400, 'invalid_request'],
  ])('refuses %s', async (_what, change, status, error) => {
    const { credentials } = await newClient();
    const answer = await token({ ...credentials, ...(change as object) });
    expect(answer).toMatchObject({ status, body: { error, error_description: expect.any(String) } });
    expect(Object.keys(answer.body as object)).toEqual(['error', 'error_description']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('refuses what the standard calls an invalid request', async () => {
    const { credentials } = await newClient();
    const { client_id: id, client_secret: secret } = credentials;
    const authorization = basic(id, secret);
    const grant = 'grant_type=client_credentials';
    const json = { 'content-type': 'application/json' };
    for (const [what, init] of Object.entries({
      'two ways at once': { json: credentials, headers: { authorization } },
      'another client in the body': { form: `${grant}&client_id=sa_other`, headers: { authorization } },
      'a form without a grant': { form: credentials },
      'a field that comes with two values': { form: `${grant}&scope=a&scope=b`, headers: { authorization } },
      'a broken escape': { form: `${grant}&scope=%`, headers: { authorization } },
      'another media type': { headers: { 'content-type': 'text/plain', authorization } },
      'no body': { headers: { authorization } },
    })) {
      const answer = await api.call('/v1/auth/token', init);
      expect([answer.status, answer.body.error], what).toEqual([400, 'invalid_request']);
    }
    const broken = await fetch(`${api.base}/v1/auth/token`, { method: 'POST', headers: json, body: '{"client_id":' });
    expect([broken.status, ((await broken.json()) as { error: string }).error]).toEqual([400, 'invalid_request']);
    const tooMuch = await api.call('/v1/auth/token', { form: `a=${'b'.repeat(70_000)}` });
    expect([tooMuch.status, tooMuch.body.error]).toEqual([400, 'invalid_request']);
  });

  it('asks for Basic where a client is not known', async () => {
    const headers = { authorization: basic('sa_nobody', 'x') };
    const answer = await api.call('/v1/auth/token', { form: 'grant_type=client_credentials', headers });
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="gatehouse", charset="UTF-8"');
  });

  it('answers with the same bytes, headers and entries whatever is wrong with the client', async () => {
    const good = await newClient();
    const disabled = await newClient();
    await manage(`${disabled.id}/disable`, 'POST');
    const revoked = await newClient();
    await manage(`${revoked.id}/secrets/${revoked.secretId}`, 'DELETE');
    const elsewhere = await newClient({ ipAllowList: ['203.0.113.0/24'] });
    const shortLived = await newClient({ secretLifetimeDays: 1 });
    fixture.clock.advance({ days: 1, seconds: 1 });
    fixture.audit.entries.length = 0;
    const cases: Readonly<Record<string, object>> = {
      unknown_client: { client_id: 'sa_nobody', client_secret: newClientSecret() },
      wrong_secret: { ...good.credentials, client_secret: newClientSecret() },
      malformed_secret: { ...good.credentials, client_secret: 'guess' },
      disabled: disabled.credentials,
      revoked_secret: revoked.credentials,
      forbidden_address: elsewhere.credentials,
      expired_secret: shortLived.credentials,
      none: {},
    };
    const answers = [];
    const statements = vi.spyOn(api.app.get(Database), 'query');
    for (const credentials of Object.values(cases)) {
      const { status, body, headers } = await token(credentials);
      const told = [...headers].filter(([name]) => !['date', 'x-request-id', 'ratelimit'].includes(name));
      answers.push(JSON.stringify({ status, body, told }));
    }
    // each the same one look into the database; the outbox and the revoked tokens are read by the clock
    const looks = statements.mock.calls.map(([sql]) => String(sql)).filter((sql) => !/outbox|revoked_tokens/.test(sql));
    expect(new Set(looks).size).toBe(1);
    expect(looks).toHaveLength(answers.length);
    statements.mockRestore();
    expect(new Set(answers).size).toBe(1);
    expect(JSON.parse(answers[0] ?? '')).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const reasons = Object.keys(cases).map((reason) => (reason === 'none' ? 'unknown_client' : reason));
    expect(fixture.audit.entries.map(({ type, reason }) => [type, reason])).toEqual(
      reasons.map((reason) => ['auth_failure', reason]),
    );
    expect((await token(good.credentials)).status).toBe(200);
  });

  it('lets in who comes from a listed network', async () => {
    const { credentials } = await newClient({ ipAllowList: ['127.0.0.0/8', '2001:db8::/32'] });
    expect((await token(credentials)).status).toBe(200);
  });

  it('writes down the last use, to the minute, and warns once a day when the secret is about to expire', async () => {
    const { id, credentials } = await newClient({ secretLifetimeDays: 10 });
    const lastUse = async () => (await manage(id, 'GET')).body.secrets[0].lastUsedAt as string | null;
    expect(await lastUse()).toBeNull();
    fixture.alerts.alerts.length = 0;
    await token(credentials);
    const first = await lastUse();
    expect(first).toBe(fixture.clock.now().toISOString());
    fixture.clock.advance({ seconds: 30 });
    await token(credentials);
    expect(await lastUse()).toBe(first);
    expect(fixture.alerts.alerts).toMatchObject([{ kind: 'client_secret_expiring', severity: 'warning' }]);
    fixture.clock.advance({ days: 1 });
    await Promise.all(Array.from({ length: 5 }, () => token(credentials)));
    expect(await lastUse()).not.toBe(first);
    expect(fixture.alerts.alerts).toHaveLength(2);
  });

  it('counts how requests for tokens end, in four words and no more', async () => {
    const counted = async (): Promise<Record<string, number>> => {
      const metric = await register.getSingleMetric('service_tokens_issued_total')!.get();
      return Object.fromEntries(metric.values.map(({ labels, value }) => [String(labels['outcome']), value]));
    };
    const { credentials } = await newClient();
    const before = await counted();
    await token(credentials);
    await token({ ...credentials, scope: 'audit:read' });
    await token({ ...credentials, client_secret: 'guess' });
    await token({ client_id: 'sa_nobody', client_secret: 'guess' });
    const issue = vi.spyOn(fixture.issuer, 'issue').mockRejectedValueOnce(new Error('no key'));
    expect((await token(credentials)).status).toBe(500);
    issue.mockRestore();
    const after = await counted();
    const difference = Object.entries(after).map(([outcome, value]) => [outcome, value - (before[outcome] ?? 0)]);
    expect(Object.fromEntries(difference)).toEqual({ issued: 1, invalid_client: 2, invalid_scope: 1, failed: 1 });
  });

  it('counts requests by address as every route does', async () => {
    const limited = await fixture.replica({ RATE_LIMIT_TOKEN: '2', REDIS_KEY_PREFIX: 'limited' });
    const statuses = [];
    for (let count = 0; count < 4; count += 1)
      statuses.push((await limited.call('/v1/auth/token', { json: {} })).status);
    expect(statuses.at(-1)).toBe(429);
  });
});
