import type { GatehouseError } from '@gatehouse/contracts';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { FixedClock } from '@gatehouse/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CHEAP_HASHES, ONE_TIME_PASSWORD, OWN_PASSWORD, type Replica, startReplica } from '../../accounts.fixture.ts';
import type { Session } from './open-session.ts';

const loginFailed = expect.objectContaining({ code: 'LOGIN_FAILED' }) as Error;
const refreshFailed = expect.objectContaining({ code: 'REFRESH_FAILED' }) as Error;
let db: TestDatabase;
let clock: FixedClock;
let replica: Replica;
const more: Replica[] = [];

beforeAll(async () => {
  db = await createTestDatabase();
});
beforeEach(async () => {
  clock = new FixedClock('2026-03-01T12:00:00Z');
  replica = await startReplica(db, clock);
});
afterEach(async () => {
  await Promise.all([replica, ...more.splice(0)].map(({ close }) => close()));
  await db.owner.query('TRUNCATE users, refresh_families, refresh_tokens, sign_in_attempts CASCADE');
});
afterAll(() => db.close());

/** The first administrator, past the forced change of the password. */
async function signedIn(): Promise<Session> {
  await replica.ensureFirstAdmin.execute();
  const { user } = await replica.signIn.execute({ login: 'admin', password: ONE_TIME_PASSWORD });
  const change = { userId: user.id, currentPassword: ONE_TIME_PASSWORD, newPassword: OWN_PASSWORD };
  const session = await replica.changePassword.execute(change);
  replica.audit.entries.length = 0;
  return session;
}
const scopeOf = (session: Session) => replica.tokenIssuer.issued.get(session.accessToken)?.scope;

describe('EnsureFirstAdmin', () => {
  it('makes one administrator when eight replicas start at once', async () => {
    for (let count = 1; count < 8; count++) more.push(await startReplica(db, clock));
    const replicas = [replica, ...more];
    const outcomes = await Promise.all(replicas.map(({ ensureFirstAdmin }) => ensureFirstAdmin.execute()));
    expect(outcomes.toSorted()).toEqual(['created', ...Array<string>(7).fill('users_exist')]);
    expect(replicas.flatMap(({ audit }) => audit.types)).toEqual(['user_created']);
    const { rows } = await db.owner.query('SELECT login, canonical_login, role, must_change_password FROM users');
    expect(rows).toEqual([{ login: 'Admin', canonical_login: 'admin', role: 'admin', must_change_password: true }]);
  });

  it('leaves the administrator alone at later starts, whatever password is configured', async () => {
    await signedIn();
    await expect(replica.ensureFirstAdmin.execute()).resolves.toBe('users_exist');
    await expect(replica.signIn.execute({ login: 'admin', password: ONE_TIME_PASSWORD })).rejects.toThrow(loginFailed);
  });

  it('makes nobody when the audit entry cannot be written', async () => {
    replica.audit.failNext();
    await expect(replica.ensureFirstAdmin.execute()).rejects.toThrow('the audit log is unavailable');
    await expect(replica.users.exists()).resolves.toBe(false);
  });
});

describe('SignIn', () => {
  it('opens nothing but the change of the password while that is a one-time password', async () => {
    await replica.ensureFirstAdmin.execute();
    const session = await replica.signIn.execute({ login: ' ADMIN ', password: ONE_TIME_PASSWORD });
    expect(session.user).toMatchObject({ login: 'Admin', role: 'admin', mustChangePassword: true });
    expect(scopeOf(session)).toBe('account:self');
    expect(replica.audit.entries.at(-1)).toMatchObject({
      type: 'auth_success',
      actor: { userId: session.user.id, role: 'admin', sessionId: session.sessionId },
    });
  });

  it('answers an unknown login, a wrong password and a disabled account alike, and records which it was', async () => {
    const { user } = await signedIn();
    const attempt = (login: string, password: string) =>
      replica.signIn.execute({ login, password }).then(
        () => 'signed in',
        (error: unknown) => {
          const { code, message, fields } = error as GatehouseError;
          return { code, message, fields };
        },
      );
    const answers = [await attempt('nobody', OWN_PASSWORD), await attempt('admin', 'a wrong passphrase')];
    await db.owner.query('UPDATE users SET disabled_at = now()');
    answers.push(await attempt('admin', OWN_PASSWORD));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ code: 'LOGIN_FAILED' });
    expect(replica.audit.entries.map(({ type, reason, resource }) => [type, reason, resource?.id])).toEqual([
      ['auth_failure', 'unknown_login', undefined],
      ['auth_failure', 'wrong_password', user.id],
      ['auth_failure', 'disabled', user.id],
    ]);
    for (const { details } of replica.audit.entries)
      expect(details).toEqual({ login: expect.stringMatching(/^hmac:/) });
  });

  it('stores a new hash when the parameters have risen', async () => {
    const { user } = await signedIn();
    const stronger = await startReplica(db, clock, { ...CHEAP_HASHES, argon2Iterations: 2 });
    more.push(stronger);
    await stronger.signIn.execute({ login: 'admin', password: OWN_PASSWORD });
    expect((await replica.users.findById(user.id))?.passwordHash).toContain('t=2');
    await expect(stronger.signIn.execute({ login: 'admin', password: OWN_PASSWORD })).resolves.toBeDefined();
  });

  it('opens no session when the audit entry cannot be written', async () => {
    await signedIn();
    const count = async () =>
      Number((await db.owner.query<{ n: string }>('SELECT count(*) AS n FROM refresh_families')).rows[0]?.n);
    const before = await count();
    replica.audit.failNext();
    await expect(replica.signIn.execute({ login: 'admin', password: OWN_PASSWORD })).rejects.toThrow(
      'the audit log is unavailable',
    );
    expect(await count()).toBe(before);
  });
});

describe('RefreshSession', () => {
  it('gives fifty requests with one token one successor and fifty good sessions', async () => {
    const { refresh, sessionId } = await signedIn();
    const sessions = await Promise.all(Array.from({ length: 50 }, () => replica.refreshSession.execute(refresh.token)));
    expect(new Set(sessions.map((session) => session.refresh.token)).size).toBe(1);
    expect(new Set(sessions.map((session) => session.sessionId))).toEqual(new Set([sessionId]));
    const { rows } = await db.owner.query('SELECT 1 FROM refresh_tokens WHERE family_id = $1', [sessionId]);
    expect(rows).toHaveLength(2);
    expect(replica.audit.entries.filter(({ details }) => details?.['repeated'] === false)).toHaveLength(1);
  });

  it('ends the session of a stolen token for good, and says so in the audit log', async () => {
    const { refresh, user, sessionId } = await signedIn();
    const next = await replica.refreshSession.execute(refresh.token);
    clock.advance({ seconds: 31 });
    await expect(replica.refreshSession.execute(refresh.token)).rejects.toThrow(refreshFailed);
    await expect(replica.refreshSession.execute(next.refresh.token)).rejects.toThrow(refreshFailed);
    expect(replica.audit.entries).toEqual([
      expect.objectContaining({ type: 'token_refreshed' }),
      expect.objectContaining({
        type: 'refresh_reuse',
        status: 'denied',
        actor: { userId: user.id, role: 'admin', sessionId },
      }),
      expect.objectContaining({ type: 'auth_failure', reason: 'unknown_or_ended_token' }),
    ]);
  });

  it('tells of a stolen token once, of ten that come with it together', async () => {
    const { refresh } = await signedIn();
    await replica.refreshSession.execute(refresh.token);
    clock.advance({ seconds: 31 });
    const [find, allHaveRead] = [replica.users.findById.bind(replica.users), Promise.withResolvers<undefined>()];
    let readers = 0;
    const waiting = vi.spyOn(replica.users, 'findById').mockImplementation(async (id) => {
      readers += 1;
      if (readers === 10) allHaveRead.resolve(undefined);
      await allHaveRead.promise;
      return find(id);
    });
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => replica.refreshSession.execute(refresh.token)),
    );
    waiting.mockRestore();
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    const types = replica.audit.types.filter((type) => type !== 'token_refreshed').sort();
    expect(types).toEqual([...Array.from({ length: 9 }, () => 'auth_failure'), 'refresh_reuse']);
  });

  it('uses up no token when the audit entry cannot be written', async () => {
    const { refresh } = await signedIn();
    replica.audit.failNext();
    await expect(replica.refreshSession.execute(refresh.token)).rejects.toThrow('the audit log is unavailable');
    clock.advance({ minutes: 5 });
    await expect(replica.refreshSession.execute(refresh.token)).resolves.toBeDefined();
  });

  it('takes role and state from the account as it is now', async () => {
    const { refresh } = await signedIn();
    await db.owner.query(`UPDATE users SET role = 'auditor'`);
    const next = await replica.refreshSession.execute(refresh.token);
    expect(replica.tokenIssuer.issued.get(next.accessToken)).toMatchObject({ role: 'auditor', scope: '' });
    await db.owner.query('UPDATE users SET disabled_at = now()');
    await expect(replica.refreshSession.execute(next.refresh.token)).rejects.toThrow(refreshFailed);
    expect(replica.audit.entries.at(-1)).toMatchObject({
      type: 'auth_failure',
      reason: 'disabled',
      resource: { type: 'session', id: next.sessionId },
    });
    await db.owner.query('UPDATE users SET disabled_at = NULL');
    await expect(replica.refreshSession.execute(next.refresh.token)).rejects.toThrow(refreshFailed);
  });

  it.each(['', 'nonsense'])('refuses the token %j, and tells the audit log', async (token) => {
    await expect(replica.refreshSession.execute(token)).rejects.toThrow(refreshFailed);
    expect(replica.audit.entries).toEqual([
      expect.objectContaining({ type: 'auth_failure', action: 'refresh session', status: 'failure' }),
    ]);
  });

  it('tells nobody when there was no token to refuse', async () => {
    await expect(replica.refreshSession.execute(undefined)).rejects.toThrow(refreshFailed);
    expect(replica.audit.entries).toEqual([]);
  });
});

describe('SignOut', () => {
  it('ends the session, once', async () => {
    const { refresh, sessionId, user } = await signedIn();
    await replica.signOut.execute(refresh.token);
    await replica.signOut.execute(refresh.token);
    await replica.signOut.execute(undefined);
    await expect(replica.refreshSession.execute(refresh.token)).rejects.toThrow(refreshFailed);
    expect(replica.audit.entries).toEqual([
      expect.objectContaining({ type: 'logout', actor: { userId: user.id, sessionId } }),
      expect.objectContaining({ type: 'auth_failure', reason: 'unknown_or_ended_token' }),
    ]);
  });
});

describe('ChangePassword', () => {
  it('frees the account from its one-time password and ends every other session', async () => {
    await replica.ensureFirstAdmin.execute();
    const credentials = { login: 'admin', password: ONE_TIME_PASSWORD };
    const [first, second] = [await replica.signIn.execute(credentials), await replica.signIn.execute(credentials)];
    const change = { userId: first.user.id, currentPassword: ONE_TIME_PASSWORD, newPassword: OWN_PASSWORD };
    const changed = await replica.changePassword.execute(change);
    expect(changed.user.mustChangePassword).toBe(false);
    expect(scopeOf(changed)).toBe('');
    for (const { refresh } of [first, second])
      await expect(replica.refreshSession.execute(refresh.token)).rejects.toThrow(refreshFailed);
    await expect(replica.refreshSession.execute(changed.refresh.token)).resolves.toBeDefined();
    await expect(replica.signIn.execute(credentials)).rejects.toThrow(loginFailed);
    expect(replica.audit.entries).toContainEqual(
      expect.objectContaining({ type: 'password_changed', details: { sessionsEnded: 2, wasOneTime: true } }),
    );
  });

  it.each([
    [
      'a wrong current password',
      'a wrong passphrase!',
      'another fine passphrase',
      'VALIDATION_FAILED',
      '/currentPassword',
    ],
    ['a short new password', OWN_PASSWORD, 'too short', 'PASSWORD_TOO_WEAK', '/newPassword'],
    ['the login in the new password', OWN_PASSWORD, 'the admin of this house', 'PASSWORD_TOO_WEAK', '/newPassword'],
    ['the same password again', OWN_PASSWORD, OWN_PASSWORD, 'PASSWORD_TOO_WEAK', '/newPassword'],
  ])('refuses %s and changes nothing', async (_what, currentPassword, newPassword, code, pointer) => {
    const { user, refresh } = await signedIn();
    await expect(replica.changePassword.execute({ userId: user.id, currentPassword, newPassword })).rejects.toThrow(
      expect.objectContaining({ code, fields: [expect.objectContaining({ pointer })] }) as Error,
    );
    await expect(replica.refreshSession.execute(refresh.token)).resolves.toBeDefined();
    await expect(replica.signIn.execute({ login: 'admin', password: OWN_PASSWORD })).resolves.toBeDefined();
  });

  it('lets one of eight changes at once win', async () => {
    const { user } = await signedIn();
    const passwords = Array.from({ length: 8 }, (_, index) => `seven walnut kettles hum number ${index}`);
    const outcomes = await Promise.allSettled(
      passwords.map((newPassword) =>
        replica.changePassword.execute({ userId: user.id, currentPassword: OWN_PASSWORD, newPassword }),
      ),
    );
    const winners = passwords.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    await expect(replica.signIn.execute({ login: 'admin', password: winners[0] ?? '' })).resolves.toBeDefined();
  });
});
