import { randomUUID } from 'node:crypto';
import type { GatehouseError, Role } from '@gatehouse/contracts';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { FixedClock } from '@gatehouse/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOCKS } from '../../accounts.fixture.ts';
import { actingAs, type Administration, startAdministration } from '../../user-administration.fixture.ts';

let test: TestDatabase;
let clock: FixedClock;
let one: Administration;
let other: Administration;
beforeAll(async () => {
  test = await createTestDatabase();
  clock = new FixedClock('2026-05-01T12:00:00Z');
  [one, other] = await Promise.all([startAdministration(test, clock), startAdministration(test, clock)]);
});
afterAll(async () => {
  await Promise.all([one.close(), other.close()]);
  await test.close();
});
beforeEach(async () => {
  await test.owner.query('TRUNCATE users, refresh_families, refresh_tokens CASCADE');
  clock.set(new Date('2026-05-01T12:00:00Z'));
  for (const { audit, revoker } of [one, other]) {
    audit.entries.length = 0;
    revoker.revoked.length = 0;
  }
});

const make = async (login: string, role: Role = 'viewer') => (await one.create.execute({ login, role })).id;
const signIn = (id: string) => one.refreshTokens.start({ kind: 'user', id });
const enabledAdmins = async () =>
  (
    await test.owner.query<{ login: string }>(
      "SELECT login FROM users WHERE role = 'admin' AND disabled_at IS NULL ORDER BY login",
    )
  ).rows.map((row) => row.login);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error as GatehouseError).code,
  );

describe('CreateUser', () => {
  it('makes a user who must change the password, and records it without the password', async () => {
    const made = await one.create.execute({ login: ' Ada ', role: 'admin' });
    expect(made.oneTimePassword).toMatch(/^([a-z2-9]{5}-){5}[a-z2-9]{5}$/);
    const { rows } = await test.owner.query('SELECT login, canonical_login, role, must_change_password FROM users');
    expect(rows).toEqual([{ login: 'Ada', canonical_login: 'ada', role: 'admin', must_change_password: true }]);
    expect(one.audit.types).toEqual(['user_created']);
    expect(JSON.stringify(one.audit.entries)).not.toContain(made.oneTimePassword);
  });

  it('refuses a login that is the same to a reader, and one that is none', async () => {
    await make('ada', 'admin');
    expect(await codeOf(make(' ADA '))).toBe('USER_EXISTS');
    expect(await codeOf(make('   '))).toBe('VALIDATION_FAILED');
    for (const unseen of ['a\u202edmin', 'ada\ufe0f', 'a\u3164da', 'ada\u034f'])
      expect(await codeOf(make(unseen))).toBe('VALIDATION_FAILED');
    expect(await codeOf(make('x'.repeat(201)))).toBe('VALIDATION_FAILED');
    expect((await one.list.execute({ limit: 10 })).items).toHaveLength(1);
  });

  it('makes nobody when the audit entry cannot be written', async () => {
    one.audit.failNext();
    await expect(make('ada')).rejects.toThrow('the audit log is unavailable');
    expect((await one.list.execute({ limit: 10 })).items).toEqual([]);
  });
});

describe('ListUserAccounts', () => {
  const logins = (items: readonly { account: { login: string } }[]) => items.map(({ account }) => account.login);

  it('pages in the order of logins and filters by role, state and a part of the login in any case', async () => {
    for (const [login, role] of [
      ['eve', 'viewer'],
      ['Bob', 'auditor'],
      ['ada', 'admin'],
      ['dan%', 'viewer'],
    ] as const)
      await make(login, role);
    await one.disable.execute((await one.find.byLogin('eve')).account.id);
    const first = await one.list.execute({ limit: 3 });
    expect(logins(first.items)).toEqual(['ada', 'Bob', 'dan%']);
    const rest = await one.list.execute({ limit: 3 }, first.nextCursor ?? '');
    expect([logins(rest.items), rest.nextCursor]).toEqual([['eve'], null]);
    expect([first.total, rest.total]).toEqual([4, undefined]);
    expect((await one.list.execute({ limit: 1, role: 'viewer', text: 'e' })).total).toBe(1);
    expect((await one.list.execute({ limit: 1, text: 'nobody' })).total).toBe(0);
    expect(logins((await one.list.execute({ limit: 9, role: 'viewer', state: 'enabled' })).items)).toEqual(['dan%']);
    expect(logins((await one.list.execute({ limit: 9, state: 'disabled' })).items)).toEqual(['eve']);
    expect(logins((await one.list.execute({ limit: 9, text: 'BO' })).items)).toEqual(['Bob']);
    expect(logins((await one.list.execute({ limit: 9, text: '%' })).items)).toEqual(['dan%']);
    await expect(one.list.execute({ limit: 9 }, 'nonsense')).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
  });

  it('does not count a long list to its end', async () => {
    await test.owner.query(
      `INSERT INTO users (id, login, canonical_login, password_hash, role, must_change_password,
         created_at, updated_at, password_changed_at)
       SELECT gen_random_uuid(), n, n, '$argon2id$', 'viewer', false, now(), now(), now() FROM generate_series(1, 10002) AS n`,
    );
    const page = await one.list.execute({ limit: 1 });
    expect([page.total, page.totalAtLeast]).toEqual([undefined, 10_000]);
  });

  it('tells the last sign-in, and the sessions that can go on', async () => {
    const id = await make('ada', 'admin');
    expect(await one.find.execute(id)).toMatchObject({ lastSignInAt: undefined, openSessions: 0 });
    await signIn(id);
    clock.advance({ minutes: 5 });
    const { refresh } = await signIn(id);
    const second = clock.now();
    await one.refreshTokens.rotate(refresh.token, 'user');
    expect(await one.find.execute(id)).toMatchObject({ lastSignInAt: second, openSessions: 2 });
    // beyond the seven days of a session that nobody continues
    clock.advance({ days: 8 });
    expect(await one.find.execute(id)).toMatchObject({ lastSignInAt: second, openSessions: 0 });
  });
});

describe('DisableUser', () => {
  it('disables once, ends every session with its tokens, and records how many there were', async () => {
    const id = await make('ada');
    const [first, second] = [await signIn(id), await signIn(id)];
    await one.disable.execute(id);
    const again = await one.disable.execute(id);
    expect(again.account).toMatchObject({ disabledAt: clock.now(), version: 2 });
    expect(one.revoker.revoked).toEqual(
      expect.arrayContaining([first, second].map(({ family }) => ({ kind: 'sid', id: family.id }))),
    );
    expect(await one.refreshTokens.rotate(first.refresh.token, 'user')).toEqual({ outcome: 'refused' });
    expect(one.audit.entries.filter((entry) => entry.type === 'user_disabled')).toMatchObject([
      { resource: { type: 'user', id, version: '2' }, details: { login: 'ada', sessionsEnded: 2 } },
    ]);
  });

  it('leaves the user as it is when the audit entry cannot be written', async () => {
    const id = await make('ada');
    const { refresh } = await signIn(id);
    one.audit.failNext();
    await expect(one.disable.execute(id)).rejects.toThrow('the audit log is unavailable');
    expect((await one.find.execute(id)).account).toMatchObject({ disabledAt: undefined, version: 1 });
    expect(await one.refreshTokens.rotate(refresh.token, 'user')).toMatchObject({ outcome: 'rotated' });
  });

  it('knows nobody by an unknown id', async () => {
    expect(await codeOf(one.disable.execute('0192f0c1-0000-7abc-8def-0123456789ab'))).toBe('USER_NOT_FOUND');
    expect(await codeOf(one.find.byLogin('nobody'))).toBe('USER_NOT_FOUND');
  });
});

describe('EnableUser', () => {
  it('lets a user in again, once', async () => {
    const id = await make('ada');
    await one.disable.execute(id);
    await one.enable.execute(id);
    expect((await one.enable.execute(id)).account).toMatchObject({ disabledAt: undefined, version: 3 });
    expect(one.audit.types).toEqual(['user_created', 'user_disabled', 'user_enabled']);
  });
});

describe('ChangeUserRole', () => {
  it('ends what is signed in with the old role, and records both roles', async () => {
    const id = await make('ada');
    const { family, refresh } = await signIn(id);
    const { account, openSessions } = await one.changeRole.execute(id, 'auditor', 1);
    expect([account.role, account.version, openSessions]).toEqual(['auditor', 2, 0]);
    expect(one.revoker.revoked).toContainEqual({ kind: 'sid', id: family.id });
    expect(await one.refreshTokens.rotate(refresh.token, 'user')).toEqual({ outcome: 'refused' });
    expect(one.audit.entries.at(-1)).toMatchObject({
      type: 'user_role_changed',
      details: { login: 'ada', before: 'viewer', after: 'auditor', sessionsEnded: 1 },
    });
  });

  it('changes nothing for the same role, and tells whoever saw an older version', async () => {
    const id = await make('ada');
    await signIn(id);
    expect(await one.changeRole.execute(id, 'viewer', 1)).toMatchObject({ account: { version: 1 }, openSessions: 1 });
    await one.changeRole.execute(id, 'auditor', 1);
    expect(await codeOf(one.changeRole.execute(id, 'admin', 1))).toBe('VERSION_MISMATCH');
    expect((await one.find.execute(id)).account.role).toBe('auditor');
  });
});

describe('ResetUserPassword', () => {
  it('gives a one-time password in place of the old one, ends the sessions, and records no password', async () => {
    const id = await make('ada');
    const { refresh } = await signIn(id);
    const before = (await one.users.findById(id))?.passwordHash ?? '';
    const { view, oneTimePassword } = await one.reset.execute(id);
    const stored = await one.users.findById(id);
    expect(view.account).toMatchObject({ mustChangePassword: true, version: 2 });
    expect(stored?.mustChangePassword).toBe(true);
    expect(stored?.passwordHash).not.toBe(before);
    expect((await one.hasher.verify(oneTimePassword, stored?.passwordHash)).valid).toBe(true);
    expect(await one.refreshTokens.rotate(refresh.token, 'user')).toEqual({ outcome: 'refused' });
    expect(one.audit.entries.at(-1)).toMatchObject({ type: 'user_password_reset', details: { sessionsEnded: 1 } });
    expect(JSON.stringify(one.audit.entries)).not.toContain(oneTimePassword);
  });
});

describe('EndUserSessions', () => {
  it('signs a user out everywhere and leaves the account alone', async () => {
    const id = await make('ada');
    await signIn(id);
    await signIn(id);
    expect([await one.endSessions.execute(id), await one.endSessions.execute(id)]).toEqual([2, 0]);
    expect((await one.find.execute(id)).account).toMatchObject({ disabledAt: undefined, version: 1 });
    expect(one.audit.entries.at(-2)).toMatchObject({ type: 'user_sessions_ended', details: { sessionsEnded: 2 } });
  });
});

describe('the last administrator', () => {
  it('can be neither disabled nor demoted, by nobody', async () => {
    const ada = await make('ada', 'admin');
    await make('bob');
    for (const act of [() => one.disable.execute(ada), () => one.changeRole.execute(ada, 'viewer')]) {
      expect(await codeOf(act())).toBe('LAST_ADMIN');
      expect(await codeOf(actingAs(ada, act))).toBe('LAST_ADMIN');
    }
    expect(await enabledAdmins()).toEqual(['ada']);
  });

  it.each([
    ['disabled', 'disabled'],
    ['demoted', 'demoted'],
    ['disabled', 'demoted'],
  ] as const)('stays when one of the last two is %s and the other %s at the same moment', async (first, second) => {
    const shutOut = (on: Administration, how: 'disabled' | 'demoted', id: string) =>
      how === 'disabled' ? on.disable.execute(id) : on.changeRole.execute(id, 'viewer');
    for (let round = 0; round < 10; round += 1) {
      await test.owner.query('TRUNCATE users CASCADE');
      const [ada, bob] = [await make('ada', 'admin'), await make('bob', 'admin')];
      const codes = await Promise.all([codeOf(shutOut(one, first, ada)), codeOf(shutOut(other, second, bob))]);
      expect(codes.toSorted()).toEqual(['LAST_ADMIN', undefined]);
      expect(await enabledAdmins()).toHaveLength(1);
    }
  });

  it('wins when two administrators shut each other out at the same moment: one of them is too late', async () => {
    for (let round = 0; round < 10; round += 1) {
      await test.owner.query('TRUNCATE users CASCADE');
      const [ada, bob] = [await make('ada', 'admin'), await make('bob', 'admin')];
      await make('cleo', 'admin');
      const codes = await Promise.all([
        actingAs(ada, () => codeOf(one.disable.execute(bob))),
        actingAs(bob, () => codeOf(other.disable.execute(ada))),
      ]);
      expect(codes.toSorted()).toEqual(['TOKEN_INVALID', undefined]);
      expect(await enabledAdmins()).toHaveLength(2);
    }
  });
});

describe('an administrator', () => {
  it('takes the second factor and the lock of wrong attempts away with a lost password', async () => {
    const id = await make('ivy', 'viewer');
    const enrolment = {
      id: randomUUID(),
      userId: id,
      secret: { ciphertext: 'sealed', keyId: 'one' },
      startedAt: clock.now(),
    };
    await one.twoFactor.start(enrolment);
    await one.twoFactor.confirm(enrolment, 1, clock.now());
    const wrongAttempt = () => one.lockout.begin({ subject: `user:${id}`, place: '192.0.2.1' });
    for (let attempt = 0; attempt < LOCKS.loginLockAfter; attempt++) await wrongAttempt();
    expect(await codeOf(wrongAttempt())).toBe('LOGIN_LOCKED');
    await one.reset.execute(id);
    expect(await one.twoFactor.find(id)).toBeUndefined();
    expect(await codeOf(wrongAttempt())).toBeUndefined();
    expect(one.audit.entries.at(-1)).toMatchObject({ details: { twoFactorRemoved: true } });
  });
  it('cannot shut out, demote or reset the own account by a slip', async () => {
    const ada = await make('ada', 'admin');
    await make('bob', 'admin');
    for (const act of [
      () => one.disable.execute(ada),
      () => one.changeRole.execute(ada, 'viewer'),
      () => one.reset.execute(ada),
    ])
      expect(await codeOf(actingAs<unknown>(ada, act))).toBe('OWN_ACCOUNT');
    expect((await one.find.execute(ada)).account.version).toBe(1);
  });

  it('can do nothing more once somebody has disabled or demoted them, whatever their token says', async () => {
    const [ada, bob] = [await make('ada', 'admin'), await make('bob', 'admin')];
    await one.changeRole.execute(bob, 'viewer');
    for (const act of [
      () => make('mallory', 'admin'),
      () => one.disable.execute(ada),
      () => one.enable.execute(bob),
      () => one.changeRole.execute(bob, 'admin'),
      () => one.reset.execute(ada),
      () => one.endSessions.execute(ada),
    ])
      expect(await codeOf(actingAs<unknown>(bob, act))).toBe('TOKEN_INVALID');
    expect(await enabledAdmins()).toEqual(['ada']);
  });
});
