import { connect } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { startTestRedis, type TestRedis } from '@gatehouse/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  call as callAt,
  ForgottenController,
  startAccessPipeline,
  ThingsController,
  type AccessPipeline,
} from './access-pipeline.fixture.ts';

let database: TestDatabase;
let redis: TestRedis;
let api: AccessPipeline;

const call = (path: string, init: Parameters<typeof callAt>[2] = {}) => callAt(api, path, init);

const GENEROUS = { RATE_LIMIT_READ: '100000', RATE_LIMIT_WRITE: '100000' };

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  api = await startAccessPipeline({ database, redis, environment: GENEROUS });
});
afterAll(async () => {
  await api.app.close();
  await Promise.all([database.close(), redis.stop()]);
});

describe('access', () => {
  afterEach(() => {
    api.audit.entries.length = 0;
  });

  it('asks for a token where a route is not public', async () => {
    const { status, headers, body } = await call('/things');
    expect(status).toBe(401);
    expect(body).toMatchObject({
      code: 'AUTHENTICATION_REQUIRED',
      status: 401,
      type: 'urn:gatehouse:problem:authentication-required',
    });
    expect(headers.get('www-authenticate')).toBe('Bearer realm="gatehouse"');
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  it.each([
    ['no token', 'Bearer'],
    ['two spaces', 'Bearer  x'],
    ['another scheme', 'Basic abc'],
    ['two tokens', 'Bearer a b'],
    ['an unknown token', 'Bearer unknown'],
    ['9000 characters', `Bearer ${'a'.repeat(9000)}`],
  ])('refuses a header with %s', async (_what, authorization) => {
    const { status, headers, body } = await call('/things', { headers: { authorization } });
    expect([status, body['code']]).toEqual([401, 'TOKEN_INVALID']);
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('lets in who holds the permission', async () => {
    expect((await call('/things', { token: await api.token('viewer') })).status).toBe(200);
  });

  it('refuses a role without the permission, before the body is looked at, and records it', async () => {
    const { status, body } = await call('/things', {
      method: 'POST',
      token: await api.token('viewer'),
      body: '{broken',
    });
    expect([status, body['code']]).toEqual([403, 'PERMISSION_DENIED']);
    expect(api.audit.entries).toMatchObject([
      {
        type: 'authorization_denied',
        status: 'denied',
        reason: 'PERMISSION_DENIED',
        action: 'POST /api/things',
        details: { permission: 'settings:write' },
      },
    ]);
  });

  it('lets a scope narrow a role and never widen it', async () => {
    const narrowed = await api.token('admin', 'settings:list');
    expect((await call('/things', { token: narrowed })).status).toBe(200);
    expect((await call('/things', { method: 'POST', token: narrowed, json: { name: 'a' } })).status).toBe(403);
    const widened = await api.token('viewer', 'settings:write');
    expect((await call('/things', { method: 'POST', token: widened, json: { name: 'a' } })).status).toBe(403);
  });

  it('refuses an ended token, or all of an ended session, with the words for a token that nobody knows', async () => {
    const issue = async () =>
      (
        await api.tokens.issuer.issue({
          subject: 'a',
          kind: 'user',
          role: 'viewer',
          scope: '',
          sessionId: 'session-7',
        })
      ).token;
    const [single, other] = [await issue(), await issue()];
    const answer = async (token: string) => {
      const { status, body, headers } = await call('/things', { token });
      return { status, body: { ...body, requestId: '' }, challenge: headers.get('www-authenticate') };
    };
    api.denyList.deny({ kind: 'jti', id: single });
    expect((await answer(other)).status).toBe(200);
    const ended = await answer(single);
    expect(ended.body).toMatchObject({ code: 'TOKEN_INVALID' });
    api.denyList.deny({ kind: 'sid', id: 'session-7' });
    expect(await answer(other)).toEqual(ended);
  });

  it('sends who must change the password nowhere else', async () => {
    const token = await api.token('admin', 'account:self');
    expect((await call('/things', { token })).body['code']).toBe('PASSWORD_CHANGE_REQUIRED');
    expect((await call('/things/account', { token })).body).toMatchObject({
      mustChangePassword: true,
      permissions: ['account:self'],
    });
    expect(api.audit.types).toEqual(['authorization_denied']);
  });

  it('opens some routes to every good token, but not to one that must change the password first', async () => {
    const service = await api.token('service', 'uploads:read');
    expect((await call('/things/any', { token: service })).body).toEqual({ role: 'service' });
    expect((await call('/things/any', { token: await api.token('service') })).status).toBe(200);
    const forced = await call('/things/any', { token: await api.token('admin', 'account:self') });
    expect([forced.status, forced.body['code']]).toEqual([403, 'PASSWORD_CHANGE_REQUIRED']);
    expect((await call('/things/any')).body['code']).toBe('AUTHENTICATION_REQUIRED');
    expect((await call('/things/any', { token: 'unknown' })).body['code']).toBe('TOKEN_INVALID');
  });

  it('does not answer when the denial cannot be recorded', async () => {
    api.audit.failNext();
    const { status, body } = await call('/things', {
      method: 'POST',
      token: await api.token('viewer'),
      json: { name: 'a' },
    });
    expect([status, body['code']]).toEqual([500, 'INTERNAL']);
  });

  it('does not start with a route that declares nothing', async () => {
    await expect(startAccessPipeline({ database, redis, controllers: [ForgottenController] })).rejects.toThrow(
      'GET /api/forgotten',
    );
  });
});

describe('problems', () => {
  it('answers an unknown address and an unknown method differently', async () => {
    expect((await call('/nothing')).body['code']).toBe('NOT_FOUND');
    const { status, headers, body } = await call('/things', { method: 'DELETE' });
    expect([status, body['code'], headers.get('allow')]).toEqual([405, 'METHOD_NOT_ALLOWED', 'GET, HEAD, POST']);
    for (const address of ['/', '/metrics', '/.well-known/nothing', '/apiary']) {
      const foreign = await fetch(api.url + address);
      expect([foreign.status, foreign.headers.get('content-type')], address).toEqual([
        404,
        'application/problem+json; charset=utf-8',
      ]);
    }
  });

  it('tells nothing of an error that nobody expected', async () => {
    const { status, body } = await call('/things/broken');
    expect(status).toBe(500);
    expect(Object.keys(body).sort()).toEqual(['code', 'requestId', 'status', 'title', 'type']);
    expect(JSON.stringify(body)).not.toMatch(/SELECT|passwd/);
  });

  it('says when to come back while a dependency is unavailable', async () => {
    const { status, headers, body } = await call('/things/unavailable');
    expect([status, body['code'], headers.get('retry-after')]).toEqual([503, 'DEPENDENCY_UNAVAILABLE', '5']);
  });

  it('survives an address that cannot be decoded', async () => {
    const { status, body } = await call('/things/%E0%A4%A', {
      method: 'PUT',
      token: await api.token('admin'),
      json: { name: 'a' },
    });
    expect([status, body['code']]).toEqual([400, 'VALIDATION_FAILED']);
  });

  it('keeps a request id that is a UUID and replaces anything else', async () => {
    const id = '0192f0c1-2345-7abc-8def-0123456789ab';
    expect((await call('/things/open', { headers: { 'x-request-id': id } })).body['requestId']).toBe(id);
    const replaced = await call('/nothing', { headers: { 'x-request-id': 'x"} injected' } });
    expect(replaced.body['requestId']).toMatch(/^[0-9a-f-]{36}$/);
    expect(replaced.headers.get('x-request-id')).toBe(replaced.body['requestId']);
  });

  it('puts security headers on answers and errors alike', async () => {
    for (const path of ['/things/open', '/nothing', '/things/broken']) {
      const { headers } = await call(path);
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('strict-transport-security')).toBeNull();
    }
  });

  it('does not believe a forwarded address from an untrusted peer', async () => {
    expect((await call('/things/open', { headers: { 'x-forwarded-for': '203.0.113.9' } })).body['ip']).toBe(
      '127.0.0.1',
    );
  });

  it('takes the rightmost address that is not a trusted proxy', async () => {
    const behind = await startAccessPipeline({
      database,
      redis,
      environment: { ...GENEROUS, TRUSTED_PROXIES: '["127.0.0.1", "10.0.0.0/8"]' },
    });
    try {
      const ip = async (forwarded: string) =>
        (await callAt(behind, '/things/open', { headers: { 'x-forwarded-for': forwarded } })).body['ip'];
      expect(await ip('198.51.100.1, 203.0.113.9, 10.1.2.3')).toBe('203.0.113.9');
      expect(await ip('203.0.113.7:51234')).toBe('203.0.113.7');
      expect(await ip('::ffff:203.0.113.9')).toBe('203.0.113.9');
      // never the proxy's own: it would open an allow list that covers the proxy
      for (const unreadable of ['not an address', 'unknown', '']) expect(await ip(unreadable)).toBeUndefined();
      expect((await callAt(behind, '/things/open')).body['ip']).toBeUndefined();
    } finally {
      await behind.app.close();
    }
  });
});

describe('bodies', () => {
  const post = async (init: RequestInit & { json?: unknown }) =>
    call('/things', { method: 'POST', token: await api.token('admin'), ...init });
  const json = { 'content-type': 'application/json' };

  it.each<[string, RequestInit & { json?: unknown }, number, string]>([
    ['no JSON', { headers: json, body: '{"name":' }, 400, 'MALFORMED_JSON'],
    ['another media type', { headers: { 'content-type': 'text/plain' }, body: '{}' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'another charset',
      { headers: { 'content-type': 'application/json; charset=utf-16' }, body: '{}' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'a compressed body',
      { headers: { ...json, 'content-encoding': 'gzip' }, body: '{}' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['broken UTF-8', { headers: json, body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]) }, 400, 'BODY_NOT_UTF8'],
    ['300 KiB', { json: { name: 'x'.repeat(300 * 1024) } }, 413, 'BODY_TOO_LARGE'],
    ['depth 100', { headers: json, body: `{"name":${'['.repeat(99)}${']'.repeat(99)}}` }, 400, 'JSON_TOO_DEEP'],
    ['a list', { json: [] }, 400, 'VALIDATION_FAILED'],
    [
      'a name that reaches the prototype',
      { headers: json, body: '{"name":"a","__proto__":{"admin":true}}' },
      400,
      'VALIDATION_FAILED',
    ],
    ['no body at all', {}, 400, 'VALIDATION_FAILED'],
  ])('refuses %s', async (_name, init, status, code) => {
    const answer = await post(init);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it.each(['application/json;charset=utf8', 'Application/JSON ; Charset="ISO-8859-1"', 'application/json; odata=full'])(
    'takes %s, as honest programs write it',
    async (type) => {
      const body = '{"name":"\u00e9t\u00e9"}';
      expect((await post({ headers: { 'content-type': type }, body })).status).toBe(201);
    },
  );

  it('names every faulty field by pointer and never by value', async () => {
    const { status, body } = await post({
      json: { name: 7, size: 0, parts: [{ name: 'a' }, { name: 'toolong-secret' }], extra: 'top-secret' },
    });
    expect(status).toBe(400);
    const pointers = (body['errors'] as { pointer: string }[]).map((error) => error.pointer);
    expect(pointers.sort()).toEqual(['/extra', '/name', '/parts/1/name', '/size']);
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('counts a body without an announced length, answers before it ends and lets the client finish', async () => {
    let sent = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent >= 1024 * 1024) controller.close();
        else controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
        sent += 64 * 1024;
      },
    });
    const answer = await post({ headers: json, body: stream, duplex: 'half' });
    expect([answer.status, answer.body['code']]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('answers 413 from the announced length alone', async () => {
    const token = await api.token('admin');
    const { port } = new URL(api.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST /api/things HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n`,
    );
    const [first] = (await new Promise<Buffer>((resolve) => socket.once('data', resolve))).toString().split('\r\n');
    socket.destroy();
    expect(first).toBe('HTTP/1.1 413 Payload Too Large');
  });

  it('checks queries and gives them their defaults', async () => {
    const token = await api.token('viewer');
    expect((await call('/things', { token })).body).toEqual({ limit: 25 });
    expect((await call('/things?limit=100&cursor=abc', { token })).body).toEqual({ limit: 100, cursor: 'abc' });
    for (const query of [
      'limit=101',
      'limit=0',
      'limit=x',
      'limit=1&limit=2',
      'unknown=1',
      `cursor=${'a'.repeat(600)}`,
    ]) {
      expect((await call(`/things?${query}`, { token })).body['code'], query).toBe('VALIDATION_FAILED');
    }
  });

  it('needs the version that a change is based on', async () => {
    const put = async (headers: Record<string, string>) =>
      call('/things/a', { method: 'PUT', token: await api.token('admin'), headers, json: { name: 'b' } });
    expect((await put({})).status).toBe(428);
    for (const other of ['*', '"3", "4"', '"three"']) expect((await put({ 'if-match': other })).status).toBe(400);
    for (const tag of ['"3"', 'W/"3"', '3'])
      expect((await put({ 'if-match': tag })).body).toMatchObject({ version: 3 });
  });
});

describe('idempotency', () => {
  const create = async (key: string, name: string, subject?: string) =>
    call('/things', {
      method: 'POST',
      token: await api.token('admin', '', subject),
      headers: { 'idempotency-key': key },
      json: { name },
    });

  it('answers a repetition with the first response', async () => {
    const first = await create('k1', 'a');
    const second = await create('k1', 'a');
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect([first.headers.get('etag'), second.headers.get('etag')]).toEqual(['"1"', '"1"']);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
  });

  it('runs the work once when the same request comes ten times at once', async () => {
    const before = ThingsController.made;
    const answers = await Promise.all(Array.from({ length: 10 }, () => create('k2', 'a')));
    expect(new Set(answers.map((answer) => answer.body['number'])).size).toBe(1);
    expect(ThingsController.made).toBe(before + 1);
  });

  it('refuses the key with another body, and keeps callers apart', async () => {
    await create('k3', 'a');
    expect((await create('k3', 'b')).body['code']).toBe('IDEMPOTENCY_KEY_REUSED');
    expect((await create('k3', 'b', 'somebody-else')).status).toBe(201);
  });

  it('lets a refused request be corrected under its key', async () => {
    expect((await create('k4', 'refuse')).status).toBe(409);
    expect((await create('k4', 'a')).status).toBe(201);
  });

  it('refuses keys that are too long or not printable', async () => {
    expect((await create('x'.repeat(129), 'a')).body['code']).toBe('IDEMPOTENCY_KEY_INVALID');
  });
});
