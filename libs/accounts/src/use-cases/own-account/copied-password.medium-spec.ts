import type { GatehouseError } from '@gatehouse/contracts';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { FixedClock } from '@gatehouse/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OWN_PASSWORD, type Replica, startReplica } from '../../accounts.fixture.ts';
import { type Administration, startAdministration } from '../../user-administration.fixture.ts';

let db: TestDatabase;
let replica: Replica;
let administration: Administration;
beforeAll(async () => {
  db = await createTestDatabase();
  const clock = new FixedClock('2026-05-01T12:00:00Z');
  [replica, administration] = await Promise.all([startReplica(db, clock), startAdministration(db, clock)]);
});
afterAll(async () => {
  await Promise.all([replica.close(), administration.close()]);
  await db.close();
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error as GatehouseError).code,
  );
const failures = () => replica.audit.entries.filter(({ type }) => type === 'auth_failure');
const counted = async () => (await db.owner.query('SELECT FROM sign_in_attempts WHERE failures > 0')).rowCount;

it('a one-time password signs in and is changed however it was copied, and no copy counts as a wrong one', async () => {
  const { id: userId, oneTimePassword } = await administration.create.execute({ login: 'ada', role: 'viewer' });
  for (const password of [`${oneTimePassword}\n`, oneTimePassword.toUpperCase(), oneTimePassword.replaceAll('-', ' ')])
    expect((await replica.signIn.execute({ login: ' Ada\n', password })).user.id).toBe(userId);
  const change = (currentPassword: string, newPassword: string) =>
    codeOf(replica.changePassword.execute({ userId, currentPassword, newPassword }));
  // the same password, spelt differently, is no other one
  expect(await change(` ${oneTimePassword}`, oneTimePassword.toUpperCase())).toBe('PASSWORD_TOO_WEAK');
  expect([failures(), await counted()]).toEqual([[], 0]);
  expect(await change(`${oneTimePassword.toUpperCase()}\r\n`, OWN_PASSWORD)).toBe('done');
});

it('a password that somebody chose is right in one spelling only', async () => {
  const signIn = (password: string) => codeOf(replica.signIn.execute({ login: 'ada', password }));
  for (const password of [`${OWN_PASSWORD} `, OWN_PASSWORD.toUpperCase(), OWN_PASSWORD.replaceAll(' ', '')])
    expect(await signIn(password)).toBe('LOGIN_FAILED');
  expect(await signIn(OWN_PASSWORD)).toBe('done');
});
