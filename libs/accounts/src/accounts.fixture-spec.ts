import { RefreshTokens, RefreshTokenStore, PasswordHasher } from '@gatehouse/credentials';
import { createDataSource, Database, PostgresUnitOfWork } from '@gatehouse/database';
import { type TestDatabase } from '@gatehouse/database/testing';
import {
  FakeAuditTrail,
  FakeSensitiveDigest,
  FakeTokenIssuer,
  FakeTokenRevoker,
  type FixedClock,
} from '@gatehouse/testing';
import { TypeormUserRepository } from './persistence/typeorm-user-repository.ts';
import { UserEntity } from './persistence/user.entity.ts';
import { ChangePassword } from './use-cases/change-password.ts';
import { EnsureFirstAdmin } from './use-cases/ensure-first-admin.ts';
import { OpenSession } from './use-cases/open-session.ts';
import { RefreshSession } from './use-cases/refresh-session.ts';
import { SignIn } from './use-cases/sign-in.ts';
import { SignOut } from './use-cases/sign-out.ts';

export const ONE_TIME_PASSWORD = 'plum-gravel-otter-91-kite';
export const OWN_PASSWORD = 'seven walnut kettles hum';

/** Cheap hashes: these tests ask who gets in, not how long a guess takes. */
export const CHEAP_HASHES = { argon2MemoryKib: 1024, argon2Iterations: 1, argon2Parallelism: 1 };
const SESSIONS = { refreshIdleTtl: 604_800, refreshAbsoluteTtl: 2_592_000 };

/** One replica: its own pool and memory, over the database of the test. */
export async function startReplica(db: TestDatabase, clock: FixedClock, hashing = CHEAP_HASHES) {
  const dataSource = await createDataSource(db.config, {
    applicationName: 'replica',
    entities: [UserEntity],
  }).initialize();
  const database = new Database(dataSource);
  const unitOfWork = new PostgresUnitOfWork(database);
  const audit = new FakeAuditTrail(unitOfWork);
  const revoker = new FakeTokenRevoker();
  const tokenIssuer = new FakeTokenIssuer();
  const users = new TypeormUserRepository(database);
  const hasher = new PasswordHasher(hashing);
  const refreshTokens = new RefreshTokens(SESSIONS, new RefreshTokenStore(database), unitOfWork, clock, revoker);
  const openSession = new OpenSession(refreshTokens, tokenIssuer);
  const config = { firstAdminLogin: 'Admin', firstAdminPassword: ONE_TIME_PASSWORD };
  return {
    audit,
    revoker,
    tokenIssuer,
    users,
    hasher,
    ensureFirstAdmin: new EnsureFirstAdmin(config, users, hasher, unitOfWork, audit, clock),
    signIn: new SignIn(users, hasher, openSession, unitOfWork, audit, new FakeSensitiveDigest()),
    refreshSession: new RefreshSession(refreshTokens, users, openSession, unitOfWork, audit),
    signOut: new SignOut(refreshTokens, unitOfWork, audit),
    changePassword: new ChangePassword(users, hasher, openSession, unitOfWork, audit, clock),
    close: () => dataSource.destroy(),
  };
}

export type Replica = Awaited<ReturnType<typeof startReplica>>;
