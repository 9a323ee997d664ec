import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { FixedClock } from '@gatehouse/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOCKS, OWN_PASSWORD, type Replica, startReplica } from '../../accounts.fixture.ts';
import { type Administration, startAdministration } from '../../user-administration.fixture.ts';

const START = new Date('2026-05-01T12:00:00Z');
let db: TestDatabase;
let clock: FixedClock;
let replica: Replica;
let admin: Administration;
beforeAll(async () => {
  db = await createTestDatabase();
  clock = new FixedClock(START);
  [replica, admin] = await Promise.all([startReplica(db, clock), startAdministration(db, clock)]);
});
afterAll(async () => {
  await Promise.all([replica.close(), admin.close()]);
  await db.close();
});
beforeEach(async () => {
  await db.owner.query('TRUNCATE users, refresh_families, refresh_tokens, sign_in_attempts CASCADE');
  clock.set(START);
  admin.audit.entries.length = 0;
});

const make = async (login: string) => (await admin.create.execute({ login, role: 'viewer' })).id;
const lock = async (login: string) => {
  for (let count = 0; count < LOCKS.loginLockAfter; count += 1)
    await replica.signIn.execute({ login, password: 'wrong' }).catch(() => undefined);
};
const lockOf = async (id: string) => (await admin.find.execute(id)).lockedUntil;

describe('UnlockUser', () => {
  it('lifts a lock, and says whether there was one; each time with an entry', async () => {
    const { id, oneTimePassword: password } = await admin.create.execute({ login: 'ada', role: 'viewer' });
    await lock('ada');
    await expect(replica.signIn.execute({ login: 'ada', password })).rejects.toMatchObject({ code: 'LOGIN_LOCKED' });
    expect([await admin.unlock.execute(id), await lockOf(id)]).toEqual([true, undefined]);
    await expect(replica.signIn.execute({ login: 'ada', password })).resolves.toMatchObject({ user: { id } });
    expect(await admin.unlock.execute(id)).toBe(false);
    const entries = admin.audit.entries.filter(({ type }) => type === 'auth_unlocked');
    expect(entries.map(({ details }) => details)).toEqual([
      { login: 'ada', wasLocked: true },
      { login: 'ada', wasLocked: false },
    ]);
  });

  it('takes the user out of the list of those who are locked, where nobody disabled is', async () => {
    const ids = new Map<string, string>();
    for (const login of ['ada', 'bob', 'eve', 'dan']) ids.set(login, await make(login));
    for (const login of ['ada', 'bob', 'eve']) await lock(login);
    await admin.disable.execute(ids.get('eve')!);
    const locked = await admin.list.execute({ limit: 1, state: 'locked' });
    expect([locked.total, locked.items[0]?.account.login]).toEqual([2, 'ada']);
    expect((await admin.list.execute({ limit: 9, state: 'locked', text: 'bo' })).total).toBe(1);
    await admin.unlock.execute(ids.get('ada')!);
    const logins = async () =>
      (await admin.list.execute({ limit: 9, state: 'locked' })).items.map(({ account }) => account.login);
    expect(await logins()).toEqual(['bob']);
    clock.advance({ days: 1 });
    expect(await logins()).toEqual([]);
  });

  it('leaves the lock where the entry cannot be written', async () => {
    const id = await make('ada');
    await lock('ada');
    admin.audit.failNext();
    await expect(admin.unlock.execute(id)).rejects.toThrow();
    expect(await lockOf(id)).toBeDefined();
  });

  it('knows nobody by a foreign id', async () => {
    await expect(admin.unlock.execute('0192f0c1-2345-7abc-8def-0123456789ab')).rejects.toMatchObject({
      code: 'USER_NOT_FOUND',
    });
  });
});

describe('the lock of a user', () => {
  it('is shown with its end, to each user the own one, until it has ended', async () => {
    const [ada, bob] = [await make('ada'), await make('bob')];
    await lock('ada');
    const until = new Date(START.getTime() + LOCKS.loginLockFirst * 1000);
    const { items } = await admin.list.execute({ limit: 9 });
    expect(items.map(({ account, lockedUntil }) => [account.login, lockedUntil])).toEqual([
      ['ada', until],
      ['bob', undefined],
    ]);
    expect([await lockOf(ada), await lockOf(bob)]).toEqual([until, undefined]);
    clock.set(until);
    expect(await lockOf(ada)).toBeUndefined();
  });

  it('is the one that ends last, where wrong passwords came in an open session too', async () => {
    const id = await make('ada');
    await lock('ada');
    clock.advance({ seconds: 30 });
    const wrong = { userId: id, currentPassword: 'wrong', newPassword: OWN_PASSWORD };
    for (let count = 0; count < LOCKS.loginLockAfter; count += 1)
      await replica.changePassword.execute(wrong).catch(() => undefined);
    expect(await lockOf(id)).toEqual(new Date(START.getTime() + 30_000 + LOCKS.loginLockFirst * 1000));
  });

  it('that ends later than any could, since a clock was wrong, is none', async () => {
    const id = await make('ada');
    await lock('ada');
    await db.owner.query(`UPDATE sign_in_attempts SET locked_until = locked_until + interval '10 years'`);
    expect(await lockOf(id)).toBeUndefined();
  });
});
