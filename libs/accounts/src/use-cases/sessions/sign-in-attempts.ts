import { GatehouseError, SensitiveDigest } from '@gatehouse/contracts';
import { type Attempt, Lockout, RefreshTokens } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { lockSubject } from '../../domain/lock-subject.ts';
import { SignInMetrics, type SignInOutcome } from '../../domain/sign-in-metrics.ts';
import type { User } from '../../domain/user.ts';
import { FailedAttempts } from './failed-attempts.ts';

export type Refusal = 'unknown_login' | 'wrong_password' | 'disabled' | 'overtaken' | 'wrong_code';

/** Nobody: so that a login without a user costs the same look into the sessions. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Counts and refuses attempts to sign in. Failures are counted apart for addresses at which the person was signed in lately and
 * for everywhere else: a stranger who guesses, or who wants to lock somebody out, locks everywhere else only.
 */
@Injectable()
export class SignInAttempts {
  constructor(
    private readonly lockout: Lockout,
    private readonly refreshTokens: RefreshTokens,
    private readonly digest: SensitiveDigest,
    private readonly failed: FailedAttempts,
    private readonly metrics: SignInMetrics,
  ) {}

  /** Counts the attempt before it is made; of an unknown login as of a known one. @throws LOGIN_LOCKED */
  async begin(name: string, user: User | undefined): Promise<Attempt> {
    const isKnown = await this.refreshTokens.isKnownAddress({ kind: 'user', id: user?.id ?? NOBODY });
    const subject = user ? lockSubject(user.id) : `login:${this.digest.of(name, 'login')}`;
    try {
      return await this.lockout.begin({ subject, place: isKnown ? 'known' : 'elsewhere' });
    } catch (error) {
      if (error instanceof GatehouseError && error.code === 'LOGIN_LOCKED') await this.record(name, 'locked', user);
      throw error;
    }
  }

  async refuse(attempt: Attempt, name: string, reason: Refusal, user?: User): Promise<never> {
    await this.record(name, reason, user, attempt.locksUntil);
    if (reason === 'wrong_code')
      throw new GatehouseError('TOTP_INVALID', 'This code is incorrect or was already used. Wait for the next one.');
    throw new GatehouseError('LOGIN_FAILED', 'Incorrect login or password. Check both and try again.');
  }

  takeBack(attempt: Attempt): Promise<void> {
    return this.lockout.takeBack(attempt);
  }

  /** Once its transaction has committed. */
  count(outcome: SignInOutcome): void {
    this.metrics.count(outcome);
  }

  /** The typed login is recorded as a digest only: people type passwords into the wrong field. */
  private record(name: string, reason: Refusal | 'locked', user?: User, locksUntil?: Date): Promise<void> {
    this.metrics.count(reason);
    const details = { login: this.digest.of(name, 'login') };
    return this.failed.record(
      { action: 'sign in', reason, userId: user?.id, details, locksUntil },
      'Too many wrong passwords or codes: an account is temporarily locked.',
    );
  }
}
