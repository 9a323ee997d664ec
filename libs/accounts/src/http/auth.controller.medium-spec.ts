import type { AddressInfo } from 'node:net';
import { AccessModule } from '@gatehouse/access';
import { ConfigModule, loadConfig } from '@gatehouse/config';
import {
  AlertSink,
  AuditTrail,
  Clock,
  SecretBox,
  SensitiveDigest,
  SystemClock,
  TokenIssuer,
  TokenVerifier,
} from '@gatehouse/contracts';
import { credentialsConfig, TokenDenyListModule } from '@gatehouse/credentials';
import { databaseConfig, DatabaseModule } from '@gatehouse/database';
import { configureHttp, httpConfig, HttpModule, limitsConfig } from '@gatehouse/http';
import { redisConfig, RedisModule } from '@gatehouse/redis';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import {
  FakeAlertSink,
  FakeAuditTrail,
  FakeSecretBox,
  FakeSensitiveDigest,
  FakeTokenIssuer,
  FakeTokenVerifier,
  startTestRedis,
  type TestRedis,
} from '@gatehouse/testing';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountsConfig } from '../accounts.config.ts';
import { ONE_TIME_PASSWORD, OWN_PASSWORD } from '../accounts.fixture.ts';
import { timeStep, totpCode } from '../domain/totp.ts';
import { AccountsModule } from '../accounts.module.ts';
import { UserEntity } from '../persistence/user.entity.ts';

const sections = [httpConfig, limitsConfig, databaseConfig, redisConfig, credentialsConfig, accountsConfig];
let db: TestDatabase;
let redis: TestRedis;
let app: NestExpressApplication | undefined;
let base: string;
const audit = new FakeAuditTrail();

async function startApi(environment: Record<string, string>): Promise<NestExpressApplication> {
  const issuer = new FakeTokenIssuer();
  const ports = [
    { provide: Clock, useClass: SystemClock },
    { provide: AlertSink, useClass: FakeAlertSink },
    { provide: AuditTrail, useValue: audit },
    { provide: SensitiveDigest, useClass: FakeSensitiveDigest },
    { provide: SecretBox, useClass: FakeSecretBox },
    { provide: TokenIssuer, useValue: issuer },
    { provide: TokenVerifier, useValue: new FakeTokenVerifier(issuer) },
  ];
  @Global()
  @Module({ providers: ports, exports: ports })
  class Ports {}
  const config = loadConfig(sections, {
    ...db.environment,
    ...redis.environment,
    ARGON2_MEMORY_KIB: '1024',
    ARGON2_ITERATIONS: '1',
    RATE_LIMIT_LOGIN: '1000',
    RATE_LIMIT_REFRESH: '1000',
    FIRST_ADMIN_PASSWORD: ONE_TIME_PASSWORD,
    CORS_ALLOWED_ORIGINS: '["http://localhost:4200"]',
    INSTALLATION_NAME: 'test',
    ...environment,
  });
  @Module({
    imports: [
      ConfigModule.forRoot(config),
      DatabaseModule.forRoot({ applicationName: 'accounts-test', entities: [UserEntity] }),
      RedisModule,
      Ports,
      HttpModule,
      TokenDenyListModule,
      AccessModule,
      AccountsModule,
    ],
  })
  class Api {}
  const started = await NestFactory.create<NestExpressApplication>(Api, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  configureHttp(started);
  await started.listen(0, '127.0.0.1');
  return started;
}
const urlOf = (api: NestExpressApplication) =>
  `http://127.0.0.1:${(api.getHttpServer().address() as AddressInfo).port}/api/auth`;

beforeAll(async () => {
  [db, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  app = await startApi({});
  base = urlOf(app);
});
afterAll(async () => {
  await app?.close();
  await Promise.all([db.close(), redis.stop()]);
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & { readonly accessToken: string; readonly user: { readonly id: string } };
  readonly headers: Headers;
  /** `name=value` of the cookie that was set, to be sent back. */
  readonly cookie: string;
}

async function call(
  path: string,
  init: { body?: unknown; headers?: Record<string, string>; method?: string } = {},
): Promise<Answer> {
  const response = await fetch(`${base}/${path}`, {
    method: init.method ?? 'POST',
    headers: { ...(init.body !== undefined && { 'content-type': 'application/json' }), ...init.headers },
    ...(init.body !== undefined && { body: JSON.stringify(init.body) }),
  });
  const text = await response.text();
  const [cookie = ''] = (response.headers.getSetCookie()[0] ?? '').split(';');
  return {
    status: response.status,
    body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
    headers: response.headers,
    cookie,
  };
}

let password = ONE_TIME_PASSWORD;
const login = (headers: Record<string, string> = {}) => call('login', { body: { login: 'admin', password }, headers });
async function loginForGood(): Promise<Answer> {
  const first = await login();
  if (password === OWN_PASSWORD) return first;
  const body = { currentPassword: password, newPassword: OWN_PASSWORD };
  password = OWN_PASSWORD;
  return call('password', { body, headers: { authorization: `Bearer ${first.body.accessToken}` } });
}

describe('the routes of auth', () => {
  it('sign the first administrator in with the one-time password, for its change only', async () => {
    const { status, body, headers } = await login();
    expect(status).toBe(200);
    expect(body).toEqual({
      accessToken: expect.any(String),
      expiresIn: expect.any(Number),
      user: { id: expect.any(String), login: 'admin', role: 'admin', mustChangePassword: true },
    });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.getSetCookie()).toHaveLength(1);
    expect(headers.getSetCookie()[0]).toMatch(
      /^gatehouse-refresh-test=[0-9a-f-]{36}\.[A-Za-z0-9_-]{43}; Max-Age=60(4800|4799); Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(JSON.stringify(body)).not.toContain(headers.getSetCookie()[0]?.split(/[.;]/)[1]);
  });

  it('change the password and tell who is signed in', async () => {
    const changed = await loginForGood();
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ user: { mustChangePassword: false } });
    const me = await call('me', { method: 'GET', headers: { authorization: `Bearer ${changed.body.accessToken}` } });
    expect(me.status).toBe(200);
    expect(me.body).toEqual(changed.body.user);
    expect((await call('me', { method: 'GET' })).status).toBe(401);
  });

  it('continue a session by cookie and end it', async () => {
    const { cookie } = await loginForGood();
    const refreshed = await call('refresh', { headers: { cookie } });
    expect(refreshed.status).toBe(200);
    expect(refreshed.cookie).not.toBe(cookie);
    const out = await call('logout', { headers: { cookie: refreshed.cookie } });
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie()[0]).toMatch(
      /^gatehouse-refresh-test=; Max-Age=0; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const late = await call('refresh', { headers: { cookie: refreshed.cookie } });
    expect(late.status).toBe(401);
    expect(late.body).toMatchObject({ code: 'REFRESH_FAILED' });
    expect(late.headers.getSetCookie()[0]).toContain('Max-Age=0');
  });

  it('continue a session for Java, whose CookieManager quotes a cookie with a lifetime and adds fields of its own', async () => {
    const { cookie } = await loginForGood();
    const [name, value] = cookie.split('=');
    const quoted = `$Version="1"; ${name}="${value}";$Path="/";$Domain="127.0.0.1"`;
    expect((await call('refresh', { headers: { cookie: quoted } })).status).toBe(200);
  });

  it('end the access tokens of a session with it, and of all sessions with the old password', async () => {
    const me = async ({ body }: Answer) =>
      (await call('me', { method: 'GET', headers: { authorization: `Bearer ${body.accessToken}` } })).status;
    await loginForGood();
    const [left, other, changing] = [await login(), await login(), await login()];
    expect((await call('logout', { headers: { cookie: left.cookie } })).status).toBe(204);
    expect([await me(left), await me(other), await me(changing)]).toEqual([401, 200, 200]);
    const change = async (from: string, to: string, session: Answer) =>
      call('password', {
        body: { currentPassword: from, newPassword: to },
        headers: { authorization: `Bearer ${session.body.accessToken}` },
      });
    const changed = await change(OWN_PASSWORD, 'nine copper lanterns glow', changing);
    expect([await me(other), await me(changing), await me(changed)]).toEqual([401, 401, 200]);
    expect((await change('nine copper lanterns glow', OWN_PASSWORD, changed)).status).toBe(200);
  });

  it('answer an unknown login and a wrong password with the same bytes but for the request id', async () => {
    const answer = async (name: string) => {
      const { status, body, headers } = await call('login', { body: { login: name, password: 'a wrong passphrase' } });
      expect(headers.getSetCookie()).toEqual([]);
      return { status, body: { ...body, requestId: '' } };
    };
    const unknown = await answer('nobody');
    expect(unknown).toEqual(await answer('admin'));
    expect(unknown).toMatchObject({ status: 401, body: { code: 'LOGIN_FAILED' } });
  });

  it.each(['login', 'refresh', 'logout', 'password'])('keep pages of other sites away from %s', async (path) => {
    const { cookie, body } = await loginForGood();
    const headers = { cookie, authorization: `Bearer ${body.accessToken}` };
    for (const evil of [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'http://localhost:4201', 'sec-fetch-site': 'same-site' },
      { origin: 'null' },
    ]) {
      const answer = await call(path, { body: {}, headers: { ...headers, ...evil } });
      expect(answer.status).toBe(403);
      expect(answer.body).toMatchObject({ code: 'CROSS_SITE_REQUEST' });
      expect(audit.entries.at(-1)).toMatchObject({
        type: 'authorization_denied',
        action: `POST /api/auth/${path}`,
        reason: 'CROSS_SITE_REQUEST',
      });
    }
    expect((await call('refresh', { headers: { cookie } })).status).toBe(200);
  });

  it('accept the console on an allowed origin', async () => {
    await loginForGood();
    expect((await login({ origin: 'http://localhost:4200', 'sec-fetch-site': 'same-site' })).status).toBe(200);
  });

  it('accept the console behind a proxy that changes Host, and no page that only claims to be it', async () => {
    await loginForGood();
    const origin = 'https://gate.example.com';
    expect((await login({ origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    const forged = { 'x-forwarded-host': 'gate.example.com', forwarded: 'host=gate.example.com' };
    for (const headers of [{}, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'cross-site' }])
      expect((await login({ origin, ...forged, ...headers })).status).toBe(403);
  });

  it.each([
    ['no login', { password: 'x' }, '/login'],
    ['a login that is no text', { login: 1, password: 'x' }, '/login'],
    ['a login that is too long', { login: 'x'.repeat(201), password: 'x' }, '/login'],
    ['a password that is too long', { login: 'x', password: 'x'.repeat(1025) }, '/password'],
    ['an unknown field', { login: 'x', password: 'x', admin: true }, '/admin'],
  ])('refuse a sign-in with %s', async (_what, body, pointer) => {
    const answer = await call('login', { body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ pointer }] });
  });

  it('say what is wrong with a new password without ending the session', async () => {
    const { body } = await loginForGood();
    const headers = { authorization: `Bearer ${body.accessToken}` };
    const weak = await call('password', { body: { currentPassword: OWN_PASSWORD, newPassword: 'short' }, headers });
    expect(weak.status).toBe(422);
    expect(weak.body).toMatchObject({ code: 'PASSWORD_TOO_WEAK', errors: [{ pointer: '/newPassword' }] });
    const wrong = await call('password', {
      body: { currentPassword: 'not it at all', newPassword: 'another fine passphrase' },
      headers,
    });
    expect(wrong.status).toBe(400);
    expect(wrong.body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ pointer: '/currentPassword' }] });
  });
});

describe('the routes of the own account', () => {
  const ask = (answer: Answer, path: string, init: { body?: unknown; method?: string } = {}) =>
    call(path, { ...init, headers: { authorization: `Bearer ${answer.body.accessToken}` } });

  it('list the sessions, mark the one that asks, and end the others with their access tokens', async () => {
    const here = await loginForGood();
    const there = await login({ 'user-agent': 'Elsewhere/1.0' });
    const listed = await ask(here, 'sessions', { method: 'GET' });
    expect(listed.headers.get('cache-control')).toBe('no-store');
    const items = listed.body['items'] as { id: string; current: boolean; userAgent: string; ipAddress: string }[];
    expect(items.filter(({ current }) => current)).toHaveLength(1);
    const other = items.find(({ userAgent }) => userAgent === 'Elsewhere/1.0');
    expect(other).toMatchObject({ current: false, ipAddress: expect.stringContaining('127.0.0.1') as string });
    expect((await ask(here, `sessions/${other?.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await ask(there, 'me', { method: 'GET' })).status).toBe(401);
    expect((await call('refresh', { headers: { cookie: there.cookie } })).status).toBe(401);
    for (const id of [other?.id, '00000000-0000-0000-0000-000000000000', 'nonsense']) {
      const gone = await ask(here, `sessions/${id}`, { method: 'DELETE' });
      expect([gone.status, gone.body['code']]).toEqual([404, 'SESSION_NOT_FOUND']);
    }
    const third = await login();
    const ended = await ask(here, 'sessions/end-others');
    expect(ended.body['ended']).toBeGreaterThanOrEqual(1);
    expect((await ask(third, 'me', { method: 'GET' })).status).toBe(401);
    expect((await ask(here, 'me', { method: 'GET' })).status).toBe(200);
  });

  it('switch two-step sign-in on and off, and ask for the code at the sign-in between', async () => {
    const here = await loginForGood();
    const started = await ask(here, 'two-factor/start', { body: { password } });
    const secret = String(started.body['secret']);
    const step = timeStep(new Date());
    const confirmed = await ask(here, 'two-factor/confirm', { body: { code: totpCode(secret, step) } });
    const codes = confirmed.body['recoveryCodes'] as string[];
    expect([confirmed.status, codes.length, confirmed.headers.get('cache-control')]).toEqual([200, 10, 'no-store']);
    const without = await login();
    expect([without.status, without.body['code'], without.cookie]).toEqual([401, 'TOTP_REQUIRED', '']);
    const wrong = await call('login', { body: { login: 'admin', password, totp: '000000' } });
    expect([wrong.status, wrong.body['code']]).toEqual([401, 'TOTP_INVALID']);
    const right = await call('login', { body: { login: 'admin', password, totp: totpCode(secret, step + 1) } });
    expect(right.status).toBe(200);
    const off = await ask(right, 'two-factor/disable', { body: { password, code: codes[0] } });
    expect(off.status).toBe(204);
    const state = await ask(right, 'two-factor', { method: 'GET' });
    expect(state.body).toEqual({ active: false, activeSince: null, recoveryCodesLeft: 0 });
    expect(JSON.stringify(audit.entries)).not.toContain(secret);
  });

  it('are closed before the one-time password is changed: nobody else may put a code on the account', async () => {
    await loginForGood();
    await db.owner.query('UPDATE users SET must_change_password = true');
    try {
      const fresh = await login();
      for (const [method, path] of [
        ['GET', 'sessions'],
        ['GET', 'two-factor'],
        ['POST', 'two-factor/start'],
      ] as const) {
        const answer = await ask(fresh, path, { method, ...(method === 'POST' && { body: { password } }) });
        expect([answer.status, answer.body['code']]).toEqual([403, 'PASSWORD_CHANGE_REQUIRED']);
      }
    } finally {
      await db.owner.query('UPDATE users SET must_change_password = false');
    }
  });

  it('answer 429 with the seconds to wait once too much was guessed', async () => {
    const guess = () => call('login', { body: { login: 'somebody', password: 'a wrong passphrase' } });
    for (let count = 0; count < 10; count++) expect((await guess()).status).toBe(401);
    const locked = await guess();
    expect([locked.status, locked.body['code']]).toEqual([429, 'LOGIN_LOCKED']);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(50);
  });
});

describe('outside of development', () => {
  it('the cookie is bound to the host and to TLS', async () => {
    await loginForGood();
    const staging = await startApi({ ENVIRONMENT: 'staging' });
    const before = base;
    base = urlOf(staging);
    try {
      const { headers, cookie } = await login();
      expect(headers.getSetCookie()[0]).toMatch(
        /^__Host-gatehouse-refresh-test=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      );
      expect((await call('refresh', { headers: { cookie: cookie.replace('__Host-', '') } })).status).toBe(401);
      expect((await call('refresh', { headers: { cookie } })).status).toBe(200);
    } finally {
      base = before;
      await staging.close();
    }
  });

  it('limits sign-ins by address', async () => {
    const limited = await startApi({ RATE_LIMIT_LOGIN: '3', REDIS_KEY_PREFIX: 'limited' });
    const before = base;
    base = urlOf(limited);
    try {
      const statuses = [];
      for (let count = 0; count < 5; count++)
        statuses.push((await call('login', { body: { login: 'nobody', password: 'x' } })).status);
      expect(statuses.at(-1)).toBe(429);
      expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(3);
    } finally {
      base = before;
      await limited.close();
    }
  });
});
