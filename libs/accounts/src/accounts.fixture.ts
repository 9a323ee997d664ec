import { Installation } from '@gatehouse/contracts';
import { Lockout, LockoutStore, RefreshTokens, RefreshTokenStore, PasswordHasher } from '@gatehouse/credentials';
import { createDataSource, Database, PostgresUnitOfWork } from '@gatehouse/database';
import { type TestDatabase } from '@gatehouse/database/testing';
import {
  FakeAlertSink,
  FakeAuditTrail,
  FakeSecretBox,
  FakeSensitiveDigest,
  FakeTokenIssuer,
  FakeTokenRevoker,
  type FixedClock,
} from '@gatehouse/testing';
import { SignInMetrics, type SignInOutcome } from './domain/sign-in-metrics.ts';
import { PostgresTwoFactorRepository } from './persistence/postgres-two-factor-repository.ts';
import { TypeormUserRepository } from './persistence/typeorm-user-repository.ts';
import { UserEntity } from './persistence/user.entity.ts';
import { ChangePassword } from './use-cases/own-account/change-password.ts';
import { ConfirmPassword } from './use-cases/own-account/confirm-password.ts';
import { FindOwnAccount } from './use-cases/own-account/find-own-account.ts';
import { JudgeNewPassword } from './use-cases/own-account/judge-new-password.ts';
import { ReplaceOwnPassword } from './use-cases/own-account/replace-own-password.ts';
import { AdmitUser } from './use-cases/sessions/admit-user.ts';
import { EndOtherSessions } from './use-cases/sessions/end-other-sessions.ts';
import { EndOwnSession } from './use-cases/sessions/end-own-session.ts';
import { FailedAttempts } from './use-cases/sessions/failed-attempts.ts';
import { ListOwnSessions } from './use-cases/sessions/list-own-sessions.ts';
import { OpenSession } from './use-cases/sessions/open-session.ts';
import { RefreshSession } from './use-cases/sessions/refresh-session.ts';
import { SignInAttempts } from './use-cases/sessions/sign-in-attempts.ts';
import { SignIn } from './use-cases/sessions/sign-in.ts';
import { SignOut } from './use-cases/sessions/sign-out.ts';
import { ConfirmBothFactors } from './use-cases/two-factor/confirm-both-factors.ts';
import { ConfirmTwoFactor } from './use-cases/two-factor/confirm-two-factor.ts';
import { DescribeTwoFactor } from './use-cases/two-factor/describe-two-factor.ts';
import { DisableTwoFactor } from './use-cases/two-factor/disable-two-factor.ts';
import { ReplaceRecoveryCodes } from './use-cases/two-factor/replace-recovery-codes.ts';
import { SecondFactor } from './use-cases/two-factor/second-factor.ts';
import { StartTwoFactor } from './use-cases/two-factor/start-two-factor.ts';
import { TotpSecrets } from './use-cases/two-factor/totp-secrets.ts';
import { DraftUser } from './use-cases/users/draft-user.ts';
import { EnsureFirstAdmin } from './use-cases/users/ensure-first-admin.ts';

export const ONE_TIME_PASSWORD = 'plum-gravel-otter-91-kite';
export const OWN_PASSWORD = 'seven walnut kettles hum';

/** Cheap hashes: these tests ask who gets in, not how long a guess takes. */
export const CHEAP_HASHES = { argon2MemoryKib: 1024, argon2Iterations: 1, argon2Parallelism: 1 };
/** As configured by default. */
export const LOCKS = { loginLockAfter: 10, loginLockWindow: 900, loginLockFirst: 60, loginLockLongest: 3600 };
const SESSIONS = { refreshIdleTtl: 604_800, refreshAbsoluteTtl: 2_592_000 };

class SignInCounts extends SignInMetrics {
  readonly outcomes: SignInOutcome[] = [];

  override count(outcome: SignInOutcome): void {
    this.outcomes.push(outcome);
  }
}

/** What every replica has, whatever it is for: its own pool and memory, over the database of the test. */
export async function connectReplica(db: TestDatabase, clock: FixedClock, hashing = CHEAP_HASHES) {
  const dataSource = await createDataSource(db.config, {
    applicationName: 'replica',
    entities: [UserEntity],
  }).initialize();
  const database = new Database(dataSource);
  const unitOfWork = new PostgresUnitOfWork(database);
  const revoker = new FakeTokenRevoker();
  return {
    database,
    unitOfWork,
    revoker,
    audit: new FakeAuditTrail(unitOfWork),
    users: new TypeormUserRepository(database),
    hasher: new PasswordHasher(hashing),
    refreshTokens: new RefreshTokens(SESSIONS, new RefreshTokenStore(database), unitOfWork, clock, revoker),
    lockout: new Lockout(LOCKS, new LockoutStore(database), clock),
    twoFactor: new PostgresTwoFactorRepository(database),
    close: () => dataSource.destroy(),
  };
}

/** One replica on which people sign in. */
export async function startReplica(db: TestDatabase, clock: FixedClock, hashing = CHEAP_HASHES) {
  const { unitOfWork, revoker, audit, users, hasher, refreshTokens, lockout, twoFactor, close } = await connectReplica(
    db,
    clock,
    hashing,
  );
  const tokenIssuer = new FakeTokenIssuer();
  const openSession = new OpenSession(refreshTokens, tokenIssuer);
  const metrics = new SignInCounts();
  const alerts = new FakeAlertSink(unitOfWork);
  const secretBox = new FakeSecretBox();
  const totpSecrets = new TotpSecrets(secretBox, new Installation('test'), clock);
  const secondFactor = new SecondFactor(twoFactor, totpSecrets);
  const failed = new FailedAttempts(audit, alerts, unitOfWork);
  const confirmPassword = new ConfirmPassword(new FindOwnAccount(users), secondFactor, hasher, lockout, failed);
  const confirmBothFactors = new ConfirmBothFactors(confirmPassword, secondFactor, users, unitOfWork);
  const attempts = new SignInAttempts(lockout, refreshTokens, new FakeSensitiveDigest(), failed, metrics);
  const admitUser = new AdmitUser(users, secondFactor, openSession, lockout, audit);
  const judge = new JudgeNewPassword(users, secondFactor);
  const replaceOwnPassword = new ReplaceOwnPassword(users, judge, openSession, unitOfWork, audit);
  const config = { firstAdminLogin: 'Admin', firstAdminPassword: ONE_TIME_PASSWORD };
  return {
    audit,
    revoker,
    tokenIssuer,
    users,
    hasher,
    ensureFirstAdmin: new EnsureFirstAdmin(config, new DraftUser(hasher, clock), users, unitOfWork, audit),
    signIn: new SignIn(users, attempts, hasher, admitUser, unitOfWork),
    refreshSession: new RefreshSession(refreshTokens, users, openSession, unitOfWork, audit),
    signOut: new SignOut(refreshTokens, unitOfWork, audit),
    changePassword: new ChangePassword(judge, confirmPassword, hasher, replaceOwnPassword, clock),
    metrics,
    alerts,
    twoFactor,
    startTwoFactor: new StartTwoFactor(confirmPassword, twoFactor, totpSecrets, unitOfWork, audit),
    confirmTwoFactor: new ConfirmTwoFactor(twoFactor, totpSecrets, unitOfWork, audit, clock),
    describeTwoFactor: new DescribeTwoFactor(twoFactor),
    replaceRecoveryCodes: new ReplaceRecoveryCodes(confirmBothFactors, twoFactor, audit, clock),
    disableTwoFactor: new DisableTwoFactor(confirmBothFactors, twoFactor, audit),
    listOwnSessions: new ListOwnSessions(refreshTokens),
    endOwnSession: new EndOwnSession(refreshTokens, unitOfWork, audit),
    endOtherSessions: new EndOtherSessions(refreshTokens, unitOfWork, audit),
    close,
  };
}

export type Replica = Awaited<ReturnType<typeof startReplica>>;
