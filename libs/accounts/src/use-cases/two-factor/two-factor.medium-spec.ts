import type { GatehouseError } from '@gatehouse/contracts';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { FixedClock } from '@gatehouse/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ONE_TIME_PASSWORD, OWN_PASSWORD, type Replica, startReplica } from '../../accounts.fixture.ts';
import { timeStep, totpCode } from '../../domain/totp.ts';

const SHORT_PASSWORD = 'owl7kite';
let db: TestDatabase;
let clock: FixedClock;
let replica: Replica;
let other: Replica;
let userId: string;

beforeAll(async () => {
  db = await createTestDatabase();
});
beforeEach(async () => {
  clock = new FixedClock('2026-03-01T12:00:00Z');
  [replica, other] = await Promise.all([startReplica(db, clock), startReplica(db, clock)]);
  await replica.ensureFirstAdmin.execute();
  const { user } = await replica.signIn.execute({ login: 'admin', password: ONE_TIME_PASSWORD });
  userId = user.id;
  await replica.changePassword.execute({ userId, currentPassword: ONE_TIME_PASSWORD, newPassword: OWN_PASSWORD });
  replica.audit.entries.length = 0;
});
afterEach(async () => {
  await Promise.all([replica.close(), other.close()]);
  await db.owner.query('TRUNCATE users, refresh_families, refresh_tokens, sign_in_attempts CASCADE');
});
afterAll(() => db.close());

const codeNow = (secret: string, off = 0) => totpCode(secret, timeStep(clock.now()) + off);
const signIn = (totp?: string, password = OWN_PASSWORD) => replica.signIn.execute({ login: 'admin', password, totp });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error as GatehouseError).code,
  );
/** Two-step sign-in is on, and the next code is a fresh one. */
async function enrolled(): Promise<{ secret: string; recoveryCodes: readonly string[] }> {
  const { secret } = await replica.startTwoFactor.execute(userId, OWN_PASSWORD);
  const recoveryCodes = await replica.confirmTwoFactor.execute(userId, codeNow(secret));
  clock.advance({ seconds: 30 });
  return { secret, recoveryCodes };
}

describe('setting up two-step sign-in', () => {
  it('asks for the password, then for a first code, and keeps neither secret nor codes in the clear', async () => {
    expect(await codeOf(replica.startTwoFactor.execute(userId, 'a wrong passphrase'))).toBe('VALIDATION_FAILED');
    const { secret, otpauthUri } = await replica.startTwoFactor.execute(userId, OWN_PASSWORD);
    expect(otpauthUri).toContain(`secret=${secret}`);
    await expect(signIn()).resolves.toBeDefined();
    expect(await codeOf(replica.confirmTwoFactor.execute(userId, '000000'))).toBe('VALIDATION_FAILED');
    const codes = await replica.confirmTwoFactor.execute(userId, codeNow(secret));
    expect(codes).toHaveLength(10);
    expect(await replica.describeTwoFactor.execute(userId)).toEqual({
      activeSince: clock.now(),
      recoveryCodesLeft: 10,
    });
    expect(replica.audit.types).toEqual(['auth_failure', 'two_factor_started', 'auth_success', 'two_factor_enabled']);
    const { rows } = await db.owner.query('SELECT row_to_json(two_factor) AS row FROM two_factor');
    const { rows: hashes } = await db.owner.query('SELECT row_to_json(recovery_codes) AS row FROM recovery_codes');
    const stored = JSON.stringify([rows, hashes, replica.audit.entries]);
    for (const plain of [secret, ...codes]) expect(stored).not.toContain(plain);
  });

  it('uses the first code up: nobody signs in with what was seen over a shoulder', async () => {
    const { secret } = await replica.startTwoFactor.execute(userId, OWN_PASSWORD);
    const code = codeNow(secret);
    await replica.confirmTwoFactor.execute(userId, code);
    expect(await codeOf(signIn(code))).toBe('TOTP_INVALID');
    expect(await codeOf(signIn(codeNow(secret, 1)))).toBe('done');
  });

  it('takes the newest of two beginnings, and none that is older than a quarter of an hour', async () => {
    const first = await replica.startTwoFactor.execute(userId, OWN_PASSWORD);
    const second = await replica.startTwoFactor.execute(userId, OWN_PASSWORD);
    expect(await codeOf(replica.confirmTwoFactor.execute(userId, codeNow(first.secret)))).toBe('VALIDATION_FAILED');
    clock.advance({ minutes: 15 });
    const late = replica.confirmTwoFactor.execute(userId, codeNow(second.secret));
    expect(await codeOf(late)).toBe('TWO_FACTOR_NOT_STARTED');
  });

  it('takes no beginning of before the clock was set back', async () => {
    await replica.startTwoFactor.execute(userId, OWN_PASSWORD);
    clock.advance({ hours: -2 });
    expect(await codeOf(replica.confirmTwoFactor.execute(userId, '000000'))).toBe('TWO_FACTOR_NOT_STARTED');
  });

  it('is done once when two replicas confirm at the same time', async () => {
    const { secret } = await replica.startTwoFactor.execute(userId, OWN_PASSWORD);
    const outcomes = await Promise.all(
      [replica, other].map(({ confirmTwoFactor }) => codeOf(confirmTwoFactor.execute(userId, codeNow(secret)))),
    );
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect((await replica.describeTwoFactor.execute(userId)).recoveryCodesLeft).toBe(10);
    expect(await codeOf(replica.startTwoFactor.execute(userId, OWN_PASSWORD))).toBe('TWO_FACTOR_ACTIVE');
  });

  it('is nothing when the audit entry cannot be written', async () => {
    const { secret } = await replica.startTwoFactor.execute(userId, OWN_PASSWORD);
    replica.audit.failNext();
    await expect(replica.confirmTwoFactor.execute(userId, codeNow(secret))).rejects.toThrow(
      'the audit log is unavailable',
    );
    expect((await replica.describeTwoFactor.execute(userId)).activeSince).toBeUndefined();
    await expect(signIn()).resolves.toBeDefined();
  });

  it('cannot be moved to another account: the secret is bound to its enrolment', async () => {
    const { secret } = await enrolled();
    await db.owner.query('UPDATE two_factor SET id = gen_random_uuid()');
    expect(await codeOf(signIn(codeNow(secret)))).toBe('BINDING_MISMATCH');
  });
});

describe('signing in with two steps', () => {
  it('asks for a code only whoever knows the password', async () => {
    await enrolled();
    replica.audit.entries.length = 0;
    expect(await codeOf(signIn())).toBe('TOTP_REQUIRED');
    expect(replica.audit.types).toEqual(['auth_challenged']);
    const answers = await Promise.all(
      [{ totp: '000000' }, {}].map((more) =>
        replica.signIn.execute({ login: 'admin', password: 'a wrong passphrase', ...more }).catch(String),
      ),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('Incorrect login or password');
  });

  it('takes a code once, of twenty that arrive together at two replicas', async () => {
    const { secret } = await enrolled();
    const totp = codeNow(secret);
    const replicas = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? replica : other));
    const outcomes = await Promise.all(
      replicas.map(({ signIn: use }) => codeOf(use.execute({ login: 'admin', password: OWN_PASSWORD, totp }))),
    );
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(
      new Set(['done', ...outcomes.filter((one) => ['TOTP_INVALID', 'LOGIN_LOCKED'].includes(one))]),
    );
    expect(outcomes).toContain('TOTP_INVALID');
  });

  it('takes no code twice, nor an older one after a newer', async () => {
    const { secret } = await enrolled();
    expect(await codeOf(signIn(codeNow(secret, 1)))).toBe('done');
    for (const off of [1, 0, -1]) expect(await codeOf(signIn(codeNow(secret, off)))).toBe('TOTP_INVALID');
    clock.advance({ minutes: 1 });
    expect(await codeOf(signIn(codeNow(secret)))).toBe('done');
  });

  it('takes no code again after the clock was set back, and the next ones once it is right', async () => {
    const { secret } = await enrolled();
    const seen = codeNow(secret);
    expect(await codeOf(signIn(seen))).toBe('done');
    const rightTime = clock.now();
    clock.advance({ hours: -2 });
    expect(await codeOf(signIn(seen))).toBe('TOTP_INVALID');
    expect(await codeOf(signIn(codeNow(secret)))).toBe('TOTP_INVALID');
    clock.set(rightTime);
    clock.advance({ seconds: 30 });
    expect(await codeOf(signIn(codeNow(secret)))).toBe('done');
  });

  it('lets in with a recovery code while the clock is two days ahead, and with the app once it is right', async () => {
    const { secret, recoveryCodes } = await enrolled();
    const onThePhone = codeNow(secret);
    clock.advance({ days: 2 });
    expect(await codeOf(signIn(onThePhone))).toBe('TOTP_INVALID');
    expect(await codeOf(signIn(recoveryCodes[0]))).toBe('done');
    clock.advance({ days: -2 });
    expect(await codeOf(signIn(onThePhone))).toBe('done');
  });

  it('takes each recovery code once, of ten at once too, and records which kind of code it was', async () => {
    const { recoveryCodes } = await enrolled();
    const [first = '', second = ''] = recoveryCodes;
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? replica : other)).map(({ signIn: use }) =>
        codeOf(use.execute({ login: 'admin', password: OWN_PASSWORD, totp: first.toUpperCase() })),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    clock.advance({ hours: 1 });
    expect(await codeOf(signIn(second))).toBe('done');
    expect(replica.audit.entries.at(-1)).toMatchObject({
      type: 'auth_success',
      details: { secondFactor: 'recovery_code' },
    });
    expect((await replica.describeTwoFactor.execute(userId)).recoveryCodesLeft).toBe(8);
  });

  it('counts wrong codes like wrong passwords, and questions for the code not at all', async () => {
    const { secret } = await enrolled();
    for (let count = 0; count < 30; count++) expect(await codeOf(signIn())).toBe('TOTP_REQUIRED');
    for (let count = 0; count < 10; count++) {
      expect(await codeOf(signIn('000000'))).toBe('TOTP_INVALID');
      if (count < 9) expect(await codeOf(signIn())).toBe('TOTP_REQUIRED');
    }
    expect(await codeOf(signIn(codeNow(secret)))).toBe('LOGIN_LOCKED');
    expect(replica.audit.types).toContain('auth_locked');
    expect(replica.alerts.alerts).toMatchObject([{ kind: 'account_locked' }]);
  });

  it('uses up no code when the session cannot be recorded', async () => {
    const { secret } = await enrolled();
    replica.audit.failNext();
    await expect(signIn(codeNow(secret))).rejects.toThrow('the audit log is unavailable');
    expect(await codeOf(signIn(codeNow(secret)))).toBe('done');
  });
});

describe('caring for two-step sign-in', () => {
  const shown = (code: string, password = OWN_PASSWORD) => ({ userId, password, code });

  it('replaces recovery codes for the password and a code, and the old ones are gone', async () => {
    const { secret, recoveryCodes } = await enrolled();
    const next = await replica.replaceRecoveryCodes.execute(shown(codeNow(secret)));
    expect(await codeOf(signIn(recoveryCodes[0]))).toBe('TOTP_INVALID');
    expect(await codeOf(signIn(next[0]))).toBe('done');
    expect(replica.audit.types).toContain('recovery_codes_replaced');
  });

  it('switches off for the password and a code or a recovery code', async () => {
    const { recoveryCodes } = await enrolled();
    for (const [password, code, pointer] of [
      ['a wrong passphrase', recoveryCodes[0] ?? '', '/password'],
      [OWN_PASSWORD, '000000', '/code'],
    ] as const)
      await expect(replica.disableTwoFactor.execute(shown(code, password))).rejects.toThrow(
        expect.objectContaining({ code: 'VALIDATION_FAILED', fields: [expect.objectContaining({ pointer })] }) as Error,
      );
    await replica.disableTwoFactor.execute(shown(recoveryCodes[0] ?? ''));
    expect(await codeOf(signIn())).toBe('done');
    expect(replica.audit.types).toContain('two_factor_disabled');
    const { rows } = await db.owner.query('SELECT 1 FROM recovery_codes');
    expect(rows).toEqual([]);
    expect(await codeOf(replica.disableTwoFactor.execute(shown('000000')))).toBe('TWO_FACTOR_INACTIVE');
  });

  it('allows a short password while it is on, and stays on until the password is long again', async () => {
    const change = (currentPassword: string, newPassword: string) =>
      codeOf(replica.changePassword.execute({ userId, currentPassword, newPassword }));
    expect(await change(OWN_PASSWORD, SHORT_PASSWORD)).toBe('PASSWORD_TOO_WEAK');
    const { secret, recoveryCodes } = await enrolled();
    expect(await change(OWN_PASSWORD, 'owl7kit')).toBe('PASSWORD_TOO_WEAK');
    expect(await change(OWN_PASSWORD, SHORT_PASSWORD)).toBe('done');
    expect(await codeOf(replica.disableTwoFactor.execute(shown(recoveryCodes[0] ?? '', SHORT_PASSWORD)))).toBe(
      'PASSWORD_TOO_WEAK',
    );
    expect(await codeOf(signIn(codeNow(secret), SHORT_PASSWORD))).toBe('done');
    expect(await change(SHORT_PASSWORD, 'nine copper lanterns glow')).toBe('done');
    const code = shown(recoveryCodes[0] ?? '', 'nine copper lanterns glow');
    expect(await codeOf(replica.disableTwoFactor.execute(code))).toBe('done');
  });

  it('never ends with a short password and no code, when both are changed at once', async () => {
    const { secret } = await enrolled();
    const [changed, disabled] = await Promise.all([
      codeOf(replica.changePassword.execute({ userId, currentPassword: OWN_PASSWORD, newPassword: SHORT_PASSWORD })),
      codeOf(other.disableTwoFactor.execute(shown(codeNow(secret)))),
    ]);
    expect([changed, disabled].filter((outcome) => outcome === 'done')).toHaveLength(1);
  });

  it('locks a guesser who found an open session, and tells how long', async () => {
    const guess = () => codeOf(replica.startTwoFactor.execute(userId, 'a wrong passphrase'));
    for (let count = 0; count < 10; count++) expect(await guess()).toBe('VALIDATION_FAILED');
    expect(await guess()).toBe('LOGIN_LOCKED');
    expect(await codeOf(signIn())).toBe('done');
  });

  it('counts wrong codes on, whatever the password alone is shown for in between', async () => {
    const { secret } = await enrolled();
    const same = { userId, currentPassword: OWN_PASSWORD, newPassword: OWN_PASSWORD };
    for (let count = 0; count < 10; count++) {
      expect(await codeOf(replica.disableTwoFactor.execute(shown('000000')))).toBe('VALIDATION_FAILED');
      if (count === 9) continue;
      expect(await codeOf(replica.startTwoFactor.execute(userId, OWN_PASSWORD))).toBe('TWO_FACTOR_ACTIVE');
      expect(await codeOf(replica.changePassword.execute(same))).toBe('PASSWORD_TOO_WEAK');
    }
    expect(await codeOf(replica.disableTwoFactor.execute(shown(codeNow(secret))))).toBe('LOGIN_LOCKED');
  });

  it('is gone without a trace once an administrator removed it', async () => {
    await enrolled();
    await expect(replica.twoFactor.remove(userId)).resolves.toBe(true);
    await expect(replica.twoFactor.remove(userId)).resolves.toBe(false);
    expect(await codeOf(signIn())).toBe('done');
  });
});
