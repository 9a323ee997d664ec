import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { oneTimePasswordHolds } from './first-sign-in.mjs';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
  await test.owner.query(
    `INSERT INTO users (id, login, canonical_login, password_hash, role, must_change_password, created_at, updated_at,
                        password_changed_at)
     VALUES (gen_random_uuid(), 'Admin', 'admin', '$argon2id$', 'admin', true, now(), now(), now())`,
  );
});
afterAll(() => test.close());

const holds = (login = 'Admin') => {
  const { host, port, user, password, name: database } = test.config;
  return oneTimePasswordHolds({ host, port, user, password, database }, login);
};

it('knows whether the one-time password of the first administrator still holds', async () => {
  expect(await holds()).toBe(true);
  expect(await holds('nobody')).toBeUndefined();
  // somebody else has reset it: it is another one
  await test.owner.query(`UPDATE users SET password_changed_at = now() + interval '1 second'`);
  expect(await holds()).toBe(false);
  await test.owner.query('UPDATE users SET password_changed_at = created_at, must_change_password = false');
  expect(await holds()).toBe(false);
});
