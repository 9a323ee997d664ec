import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { FixedClock } from '@gatehouse/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Lockout } from './lockout.ts';
import { type AttemptKey, LockoutStore } from './lockout-store.ts';

const CONFIG = { loginLockAfter: 3, loginLockWindow: 900, loginLockFirst: 60, loginLockLongest: 200 };
let db: TestDatabase;
let clock: FixedClock;
let lockout: Lockout;
let key: AttemptKey;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(() => {
  clock = new FixedClock('2026-03-01T12:00:00Z');
  lockout = new Lockout(CONFIG, new LockoutStore(db.database), clock);
  key = { subject: randomUUID(), place: 'near' };
});

/** Wrong tries: all that is known of them is that they began. */
async function fail(times: number, whose = key) {
  for (let count = 0; count < times; count++) await lockout.begin(whose);
}
const isLocked = (retryAfter: number) =>
  expect(lockout.begin(key)).rejects.toMatchObject({ code: 'LOGIN_LOCKED', retryAfter });
const rowsOf = async (subject: string) =>
  (await db.owner.query('SELECT 1 FROM sign_in_attempts WHERE subject = $1', [subject])).rows.length;

describe('Lockout', () => {
  it('locks with the last try that is allowed, and says when it ends', async () => {
    await fail(1);
    await expect(lockout.begin(key)).resolves.toEqual({ ...key, locksUntil: undefined });
    await expect(lockout.begin(key)).resolves.toEqual({ ...key, locksUntil: new Date('2026-03-01T12:01:00Z') });
    await isLocked(60);
    clock.advance({ milliseconds: 59_001 });
    await isLocked(1);
    clock.advance({ milliseconds: 999 });
    await expect(lockout.begin(key)).resolves.toMatchObject({ locksUntil: undefined });
  });

  it('lets no more of fifty that arrive together through than one after the other', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 50 }, () => lockout.begin(key)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(tries.filter(({ status }) => status === 'rejected')).toHaveLength(47);
  });

  it('locks for twice as long each time, up to the longest', async () => {
    for (const seconds of [60, 120, 200, 200]) {
      await fail(3);
      await isLocked(seconds);
      clock.advance({ seconds });
    }
  });

  it('begins with the first lock again after a quiet day', async () => {
    await fail(3);
    clock.advance({ milliseconds: 86_399_999 });
    await fail(3);
    await isLocked(120);
    clock.advance({ days: 1 });
    await fail(3);
    await isLocked(60);
  });

  it('counts together what falls into one window', async () => {
    await fail(2);
    clock.advance({ milliseconds: 899_999 });
    await expect(lockout.begin(key)).resolves.toMatchObject({ locksUntil: expect.any(Date) as Date });

    key = { ...key, subject: randomUUID() };
    await fail(2);
    clock.advance({ seconds: 900 });
    await expect(lockout.begin(key)).resolves.toMatchObject({ locksUntil: undefined });
  });

  it('counts each account, and each place that it is tried from, alone', async () => {
    await fail(3);
    await isLocked(60);
    await expect(lockout.begin({ ...key, place: 'far' })).resolves.toMatchObject({ locksUntil: undefined });
    await expect(lockout.begin({ ...key, subject: randomUUID() })).resolves.toMatchObject({ locksUntil: undefined });
  });

  it('forgets wrong tries of that place after a right one', async () => {
    await fail(2, { ...key, place: 'far' });
    await fail(1);
    await lockout.succeed(await lockout.begin(key));
    await fail(2);
    await expect(lockout.begin(key)).resolves.toMatchObject({ locksUntil: expect.any(Date) as Date });
    await expect(lockout.begin({ ...key, place: 'far' })).resolves.toMatchObject({
      locksUntil: expect.any(Date) as Date,
    });
  });

  it('takes back a try that was neither right nor wrong, and its lock with it', async () => {
    await lockout.takeBack(await lockout.begin(key));
    await fail(2);
    const last = await lockout.begin(key);
    expect(last.locksUntil).toBeDefined();
    await lockout.takeBack(last);
    await fail(1);
    // the lock that was taken back did not make the next one longer
    await isLocked(60);
  });

  it('keeps a lock when a try from before it is taken back', async () => {
    const first = await lockout.begin(key);
    await fail(2);
    await lockout.takeBack(first);
    await isLocked(60);
  });

  it('releases every place of an account, and says whether one was locked', async () => {
    const [near, far] = [key, { ...key, place: 'far' }];
    await fail(3, near);
    await fail(3, far);
    await expect(lockout.release(key.subject)).resolves.toBe(true);
    await expect(lockout.release(key.subject)).resolves.toBe(false);
    await fail(2, near);
    await expect(lockout.release(key.subject)).resolves.toBe(false);
    expect(await rowsOf(key.subject)).toBe(0);
    await fail(3);
    clock.advance({ seconds: 60 });
    await expect(lockout.release(key.subject)).resolves.toBe(false);
  });

  it('tells of many until when they are locked, at the latest', async () => {
    const [other, free] = [randomUUID(), randomUUID()];
    await fail(3, { ...key, place: 'far' });
    clock.advance({ seconds: 10 });
    await fail(3);
    await fail(3, { ...key, subject: other });
    await fail(1, { ...key, subject: free });
    const until = new Date('2026-03-01T12:01:10Z');
    expect(await lockout.locksOf([key.subject, other, free, randomUUID()])).toEqual(
      new Map([
        [key.subject, until],
        [other, until],
      ]),
    );
    expect(await lockout.locksOf([])).toEqual(new Map());
    clock.advance({ seconds: 60 });
    expect(await lockout.locksOf([key.subject, other])).toEqual(new Map());
    clock.advance({ days: -1 });
    expect(await lockout.locksOf([key.subject, other])).toEqual(new Map());
  });

  it('ends a lock that lies further ahead than any can, after the clock was set back', async () => {
    await fail(3);
    clock.advance({ days: -1 });
    await expect(lockout.begin(key)).resolves.toMatchObject({ locksUntil: undefined });
  });

  it('asks to wait for a second at least, also when the lock ended meanwhile', async () => {
    await fail(3);
    const store = new LockoutStore(db.database);
    await expect(store.lockedUntil({ ...key, place: 'elsewhere' })).resolves.toBeUndefined();
    const ending = new Lockout(CONFIG, Object.assign(store, { lockedUntil: () => Promise.resolve(undefined) }), clock);
    await expect(ending.begin(key)).rejects.toMatchObject({ code: 'LOGIN_LOCKED', retryAfter: 1 });
  });

  it('sweeps what is forgotten with the first wrong try of somebody', async () => {
    const old = randomUUID();
    await fail(1, { subject: old, place: 'near' });
    await fail(1);
    clock.advance({ milliseconds: 86_399_999 });
    await fail(1, { ...key, place: 'far' });
    expect(await rowsOf(old)).toBe(1);
    clock.advance({ milliseconds: 1 });
    await fail(1, { ...key, place: 'far' });
    expect(await rowsOf(old)).toBe(1);
    await fail(1, { ...key, place: 'elsewhere' });
    expect(await rowsOf(old)).toBe(0);
  });
});
