import { Clock, type GatehouseError } from '@gatehouse/contracts';
import { type PasswordHasher, type RefreshTokens } from '@gatehouse/credentials';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { FakeAuditTrail } from '@gatehouse/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TypeormUserRepository } from '../persistence/typeorm-user-repository.ts';
import { UserEntity } from '../persistence/user.entity.ts';
import { CreateUser } from './create-user.ts';
import { DisableUser } from './disable-user.ts';

class TestClock extends Clock {
  now = () => new Date('2026-05-01T12:00:00Z');
}

let test: TestDatabase;
let audit: FakeAuditTrail;
let create: CreateUser;
let disable: DisableUser;
beforeAll(async () => {
  test = await createTestDatabase({ entities: [UserEntity] });
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.owner.query('TRUNCATE users CASCADE');
  audit = new FakeAuditTrail(test.unitOfWork);
  const users = new TypeormUserRepository(test.database);
  const hasher = { hash: () => Promise.resolve('$argon2id$test') } as unknown as PasswordHasher;
  const sessions = { endAllOf: () => Promise.resolve(2) } as unknown as RefreshTokens;
  create = new CreateUser(users, hasher, test.unitOfWork, audit, new TestClock());
  disable = new DisableUser(users, sessions, test.unitOfWork, audit, new TestClock());
});

const enabled = async () =>
  (
    await test.owner.query<{ login: string }>('SELECT login FROM users WHERE disabled_at IS NULL ORDER BY login')
  ).rows.map((row) => row.login);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error as GatehouseError).code,
  );

describe('CreateUser', () => {
  it('makes a user who must change the password, and records it without the password', async () => {
    const made = await create.execute({ login: 'Ada', role: 'admin' });
    expect(made.oneTimePassword).toMatch(/^([a-z2-9]{5}-){5}[a-z2-9]{5}$/);
    const { rows } = await test.owner.query('SELECT login, canonical_login, role, must_change_password FROM users');
    expect(rows).toEqual([{ login: 'Ada', canonical_login: 'ada', role: 'admin', must_change_password: true }]);
    expect(audit.entries.map((entry) => entry.type)).toEqual(['user_created']);
    expect(JSON.stringify(audit.entries)).not.toContain(made.oneTimePassword);
  });

  it('refuses a login that is the same to a reader, and one that is none', async () => {
    await create.execute({ login: 'ada', role: 'viewer' });
    expect(await codeOf(create.execute({ login: ' ADA ', role: 'viewer' }))).toBe('USER_EXISTS');
    expect(await codeOf(create.execute({ login: '   ', role: 'viewer' }))).toBe('VALIDATION_FAILED');
    expect(await codeOf(create.execute({ login: 'a\u202edmin', role: 'viewer' }))).toBe('VALIDATION_FAILED');
    expect(await codeOf(create.execute({ login: 'x'.repeat(201), role: 'viewer' }))).toBe('VALIDATION_FAILED');
    expect(await enabled()).toEqual(['ada']);
  });
});

describe('DisableUser', () => {
  it('disables once, and records how many sessions ended', async () => {
    await create.execute({ login: 'ada', role: 'viewer' });
    await disable.execute('ADA');
    await disable.execute('ada');
    expect(await enabled()).toEqual([]);
    expect(audit.entries.filter((entry) => entry.type === 'user_disabled')).toMatchObject([
      { details: { sessionsEnded: 2 } },
    ]);
  });

  it('keeps the last administrator, even when the last two are disabled at the same moment', async () => {
    await create.execute({ login: 'ada', role: 'admin' });
    await create.execute({ login: 'bob', role: 'admin' });
    const codes = await Promise.all([codeOf(disable.execute('ada')), codeOf(disable.execute('bob'))]);
    expect(codes.toSorted()).toEqual(['LAST_ADMIN', undefined]);
    expect(await enabled()).toHaveLength(1);
  });

  it('knows nobody by an unknown login', async () => {
    expect(await codeOf(disable.execute('nobody'))).toBe('USER_NOT_FOUND');
  });
});
