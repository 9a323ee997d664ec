import { CreateUser } from '@gatehouse/accounts';
import type { Role } from '@gatehouse/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CallInit, startWholeApi, type WholeApi } from './whole-api.fixture.ts';

const PASSWORD = 'seven walnut kettles hum 42';

let api: WholeApi;
let ada: SignedIn;
beforeAll(async () => {
  api = await startWholeApi({ replicas: 2 });
  const made = await api.app.get(CreateUser, { strict: false }).execute({ login: 'ada', role: 'admin' });
  ada = await firstSignIn('ada', made.oneTimePassword);
});
afterAll(() => api.close());

interface SignedIn {
  readonly id: string;
  readonly token: string;
  readonly cookie: string;
}

const login = (name: string, password: string) =>
  api.call('POST', '/api/auth/login', { json: { login: name, password } });

/** Signs in with the one-time password and through the forced change. */
async function firstSignIn(name: string, oneTimePassword: string): Promise<SignedIn> {
  const first = await login(name, oneTimePassword);
  expect([first.status, first.body.user.mustChangePassword]).toEqual([200, true]);
  const json = { currentPassword: oneTimePassword, newPassword: PASSWORD };
  const { status, body, headers } = await api.call('POST', '/api/auth/password', {
    token: first.body.accessToken as string,
    json,
  });
  expect(status).toBe(200);
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  return { id: body.user.id as string, token: body.accessToken as string, cookie };
}

const asAda = (method: string, path = '', init: CallInit = {}) =>
  api.call(method, `/api/users${path}`, { token: ada.token, ...init });
async function newUser(name: string, role: Role = 'viewer'): Promise<SignedIn> {
  const { status, body } = await asAda('POST', '', { json: { login: name, role } });
  expect(status).toBe(201);
  return firstSignIn(name, body.oneTimePassword as string);
}
const ifMatch = (version: number) => ({ 'if-match': `"${version}"` });

/** Every replica refuses the access token within a second, and the session cannot be continued. */
async function expectEnded({ token, cookie }: SignedIn): Promise<void> {
  for (const replica of [0, 1])
    await vi.waitFor(async () => expect((await api.call('GET', '/api/auth/me', { token }, replica)).status).toBe(401), {
      timeout: 1000,
      interval: 10,
    });
  const refreshed = await api.call('POST', '/api/auth/refresh', { headers: { cookie } });
  expect([refreshed.status, refreshed.body.code]).toEqual([401, 'REFRESH_FAILED']);
}

describe('the routes of console users', () => {
  it('make a user whose password is shown once, and who must change it', async () => {
    const { status, body, headers } = await asAda('POST', '', { json: { login: 'Grace', role: 'auditor' } });
    expect([status, headers.get('etag'), headers.get('cache-control')]).toEqual([201, '"1"', 'no-store']);
    expect(body).toEqual({
      user: {
        id: expect.any(String),
        login: 'Grace',
        role: 'auditor',
        mustChangePassword: true,
        disabledAt: null,
        version: 1,
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
        lastSignInAt: null,
        openSessions: 0,
        lockedUntil: null,
      },
      oneTimePassword: expect.stringMatching(/^([a-z2-9]{5}-){5}[a-z2-9]{5}$/),
    });
    await firstSignIn('grace', body.oneTimePassword as string);
    const read = await asAda('GET', `/${body.user.id}`);
    expect([read.status, read.headers.get('etag')]).toEqual([200, '"1"']);
    expect(read.body).toMatchObject({ lastSignInAt: expect.any(String), openSessions: 1, mustChangePassword: false });
    expect(JSON.stringify(read.body)).not.toContain('argon2');
  });

  it('list users page by page, filtered', async () => {
    await newUser('list-one');
    await newUser('list-two');
    const first = await asAda('GET', '?limit=1&text=LIST-&role=viewer&state=enabled');
    expect(first.body).toMatchObject({ items: [{ login: 'list-one' }], nextCursor: expect.any(String) });
    const rest = await asAda('GET', `?limit=1&text=LIST-&cursor=${first.body.nextCursor}`);
    expect(rest.body).toMatchObject({ items: [{ login: 'list-two' }], nextCursor: null });
    expect((await asAda('GET', '?text=list-&state=disabled')).body.items).toEqual([]);
    for (const query of ['?role=king', '?state=gone', '?cursor=x', '?limit=0', `?text=${'x'.repeat(201)}`, '?more=1'])
      expect((await asAda('GET', query)).status, query).toBe(400);
  });

  it('say what is wrong with a new user, beside its field', async () => {
    await newUser('taken');
    const attempt = async (json: object) => (await asAda('POST', '', { json })).body as object;
    expect(await attempt({ login: 'TAKEN', role: 'viewer' })).toMatchObject({ status: 409, code: 'USER_EXISTS' });
    for (const name of ['', '   ', 'a\u202edmin', 'x'.repeat(201)])
      expect(await attempt({ login: name, role: 'viewer' })).toMatchObject({
        code: 'VALIDATION_FAILED',
        errors: [{ pointer: '/login' }],
      });
    expect(await attempt({ login: 'king', role: 'king' })).toMatchObject({ errors: [{ pointer: '/role' }] });
    expect(await attempt({ login: 'king', role: 'viewer', password: 'x' })).toMatchObject({ status: 400 });
  });

  it('change a role only on the version that was seen, and end what is signed in with the old one', async () => {
    const bob = await newUser('bob');
    const change = (headers: Record<string, string>, role = 'auditor') =>
      asAda('PATCH', `/${bob.id}`, { json: { role }, headers });
    expect((await change({})).body.code).toBe('PRECONDITION_REQUIRED');
    expect((await change(ifMatch(7))).body.code).toBe('VERSION_MISMATCH');
    expect((await api.call('GET', '/api/audit', { token: bob.token })).status).toBe(403);
    const changed = await change(ifMatch(1));
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    expect(changed.body).toMatchObject({ role: 'auditor', version: 2, openSessions: 0 });
    await expectEnded(bob);
    const again = await login('bob', PASSWORD);
    expect(again.body.user.role).toBe('auditor');
    expect((await api.call('GET', '/api/audit', { token: again.body.accessToken as string })).status).toBe(200);
  });

  it('shut a user out at once on every replica, and let them in again', async () => {
    const erin = await newUser('erin');
    const disabled = await asAda('POST', `/${erin.id}/disable`);
    expect([disabled.status, disabled.body.disabledAt]).toEqual([200, expect.any(String)]);
    await expectEnded(erin);
    expect((await login('erin', PASSWORD)).body.code).toBe('LOGIN_FAILED');
    expect((await asAda('POST', `/${erin.id}/enable`)).body).toMatchObject({ disabledAt: null, version: 3 });
    expect((await login('erin', PASSWORD)).status).toBe(200);
  });

  it('replace a lost password by one that is shown once, and end every session', async () => {
    const dan = await newUser('dan');
    const reset = await asAda('POST', `/${dan.id}/reset-password`);
    expect([reset.status, reset.headers.get('cache-control')]).toEqual([200, 'no-store']);
    await expectEnded(dan);
    expect((await login('dan', PASSWORD)).body.code).toBe('LOGIN_FAILED');
    await firstSignIn('dan', reset.body.oneTimePassword as string);
    expect((await login('dan', reset.body.oneTimePassword as string)).body.code).toBe('LOGIN_FAILED');
  });

  it('show until when an account is locked, and lift the lock', async () => {
    const { id } = await newUser('gil');
    for (let count = 0; count < 10; count += 1) await login('gil', 'a wrong passphrase');
    expect((await asAda('GET', `/${id}`)).body.lockedUntil).toEqual(expect.any(String));
    expect((await asAda('GET', '?text=gil')).body.items[0].lockedUntil).toEqual(expect.any(String));
    const unlocked = await asAda('POST', `/${id}/unlock`);
    expect([unlocked.status, unlocked.body.lockedUntil]).toEqual([200, null]);
    expect((await login('gil', PASSWORD)).status).toBe(200);
  });

  it('sign a user out everywhere', async () => {
    const fay = await newUser('fay');
    await login('fay', PASSWORD);
    expect((await asAda('DELETE', `/${fay.id}/sessions`)).body).toEqual({ sessionsEnded: 2 });
    await expectEnded(fay);
    expect((await login('fay', PASSWORD)).status).toBe(200);
  });

  it('keep an administrator from shutting themselves out', async () => {
    const own = async (method: string, path: string, init: CallInit = {}) =>
      (await asAda(method, `/${ada.id}${path}`, init)).body.code as string;
    const demote = { json: { role: 'viewer' }, headers: ifMatch(1) };
    expect([await own('POST', '/disable'), await own('PATCH', '', demote)]).toEqual(['LAST_ADMIN', 'LAST_ADMIN']);
    const zoe = await newUser('zoe', 'admin');
    expect([await own('POST', '/disable'), await own('PATCH', '', demote)]).toEqual(['OWN_ACCOUNT', 'OWN_ACCOUNT']);
    expect(await own('POST', '/reset-password')).toBe('OWN_ACCOUNT');
    // of two who shut each other out at the same moment, one is left
    const other = api.call('POST', `/api/users/${ada.id}/disable`, { token: zoe.token }, 1);
    const answers = await Promise.all([asAda('POST', `/${zoe.id}/disable`), other]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    const { rows } = await api.database.owner.query(`SELECT 1 FROM users WHERE role = 'admin' AND disabled_at IS NULL`);
    expect(rows).toHaveLength(1);
    await api.database.owner.query(`UPDATE users SET disabled_at = NULL WHERE login = 'ada'`);
    ada = { ...ada, token: (await login('ada', PASSWORD)).body.accessToken as string };
  });

  it('find nobody under an id that nobody has', async () => {
    for (const id of ['x', '0192f0c1-0000-7abc-8def-0123456789ab'])
      for (const [method, path] of [
        ['GET', ''],
        ['POST', '/disable'],
        ['POST', '/enable'],
        ['POST', '/reset-password'],
        ['POST', '/unlock'],
        ['DELETE', '/sessions'],
      ] as const)
        expect((await asAda(method, `/${id}${path}`)).body.code, `${method} ${path}`).toBe('USER_NOT_FOUND');
  });

  it('are named beside service accounts for who reads the audit log, by the ids of both', async () => {
    const json = { name: 'nightly import', scopes: ['settings:list'] };
    const { account } = (await api.call('POST', '/api/service-accounts', { token: ada.token, json })).body;
    const nobody = '0192f0c1-0000-7abc-8def-0123456789ab';
    const query = [ada.id.toUpperCase(), account.id as string, nobody].map((id) => `id=${id}`).join('&');
    const { body } = await api.call('GET', `/api/actors?${query}`, { token: ada.token });
    expect(body.items).toHaveLength(2);
    expect(body.items).toEqual(
      expect.arrayContaining([
        { id: ada.id, kind: 'user', name: 'ada' },
        { id: account.id, kind: 'service_account', name: 'nightly import' },
      ]),
    );
  });

  it('leave no password in the audit log, and a name for each act', async () => {
    const { body } = await asAda('POST', '', { json: { login: 'audited', role: 'viewer' } });
    const path = `/${body.user.id}`;
    const reset = await asAda('POST', `${path}/reset-password`);
    await asAda('PATCH', path, { json: { role: 'auditor' }, headers: ifMatch(2) });
    await asAda('POST', `${path}/disable`);
    await asAda('POST', `${path}/enable`);
    await asAda('DELETE', `${path}/sessions`);
    const { rows } = await api.database.owner.query<{ event_type: string; user_id: string }>(
      'SELECT * FROM audit_logs WHERE resource_id = $1 ORDER BY id',
      [body.user.id],
    );
    expect(rows.map((row) => row.event_type)).toEqual([
      'user_created',
      'user_password_reset',
      'user_role_changed',
      'user_disabled',
      'user_enabled',
      'user_sessions_ended',
    ]);
    expect(new Set(rows.map((row) => row.user_id))).toEqual(new Set([ada.id]));
    const all = JSON.stringify((await api.database.owner.query('SELECT * FROM audit_logs')).rows);
    for (const password of [body.oneTimePassword, reset.body.oneTimePassword, PASSWORD])
      expect(all).not.toContain(password as string);
  });
});
