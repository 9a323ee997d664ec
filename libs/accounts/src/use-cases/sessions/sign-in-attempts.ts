import { AlertSink, AuditTrail, GatehouseError, SensitiveDigest } from '@gatehouse/contracts';
import { type Attempt, Lockout, RefreshTokens } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { SignInMetrics } from '../../domain/sign-in-metrics.ts';
import type { User } from '../../domain/user.ts';
import type { Session } from './open-session.ts';
import type { UsedFactor } from '../two-factor/second-factor.ts';

export type Refusal = 'unknown_login' | 'wrong_password' | 'disabled' | 'overtaken' | 'wrong_code';

/** Nobody: so that a login without a user costs the same look into the sessions. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Counts, records and answers attempts to sign in. Failures are counted apart for addresses at which the person was signed in
 * lately and for everywhere else: a stranger who guesses, or who wants to lock somebody out, locks everywhere else only.
 */
@Injectable()
export class SignInAttempts {
  constructor(
    private readonly lockout: Lockout,
    private readonly refreshTokens: RefreshTokens,
    private readonly audit: AuditTrail,
    private readonly digest: SensitiveDigest,
    private readonly alerts: AlertSink,
    private readonly metrics: SignInMetrics,
  ) {}

  /** Counts the attempt before it is made; of an unknown login as of a known one. @throws LOGIN_LOCKED */
  async begin(name: string, user: User | undefined): Promise<Attempt> {
    const isKnown = await this.refreshTokens.isKnownAddress({ kind: 'user', id: user?.id ?? NOBODY });
    const subject = user ? `user:${user.id}` : `login:${this.digest.of(name, 'login')}`;
    try {
      return await this.lockout.begin({ subject, place: isKnown ? 'known' : 'elsewhere' });
    } catch (error) {
      if (error instanceof GatehouseError && error.code === 'LOGIN_LOCKED') {
        this.metrics.count('locked');
        await this.record(name, 'locked', user);
      }
      throw error;
    }
  }

  /** In the transaction that opens the session. */
  async accept(attempt: Attempt, { user, sessionId }: Session, used: UsedFactor | undefined): Promise<void> {
    await this.lockout.succeed(attempt);
    await this.audit.record({
      type: 'auth_success',
      action: 'sign in',
      status: 'success',
      resource: { type: 'user', id: user.id },
      ...(used !== undefined && { details: { secondFactor: used } }),
      actor: { userId: user.id, role: user.role, sessionId },
    });
  }

  /** After that transaction has committed. */
  succeeded(session: Session): Session {
    this.metrics.count('success');
    return session;
  }

  /** The password is right, which is no failure; but somebody knows it, and the log shows who did not go on from here. */
  async askForCode(attempt: Attempt, user: User): Promise<never> {
    await this.lockout.takeBack(attempt);
    this.metrics.count('code_required');
    await this.audit.recordAlone({
      type: 'auth_challenged',
      action: 'sign in',
      status: 'success',
      reason: 'the password is right; a code was asked for',
      resource: { type: 'user', id: user.id },
    });
    throw new GatehouseError('TOTP_REQUIRED', 'Send the code of your authenticator app as well.');
  }

  async refuse(attempt: Attempt, name: string, reason: Refusal, user?: User): Promise<never> {
    this.metrics.count(reason);
    await this.record(name, reason, user);
    if (attempt.locksUntil) await this.recordLock(name, attempt.locksUntil, user);
    if (reason === 'wrong_code')
      throw new GatehouseError('TOTP_INVALID', 'This code is not right, or was used already. Wait for the next one.');
    throw new GatehouseError('LOGIN_FAILED', 'The login or the password is not right. Check both and try again.');
  }

  takeBack(attempt: Attempt): Promise<void> {
    return this.lockout.takeBack(attempt);
  }

  /** The typed login is recorded as a digest only: people type passwords into the wrong field. */
  private record(name: string, reason: string, user: User | undefined): Promise<void> {
    return this.audit.recordAlone({
      type: 'auth_failure',
      action: 'sign in',
      status: 'failure',
      reason,
      ...(user && { resource: { type: 'user', id: user.id } }),
      details: { login: this.digest.of(name, 'login') },
    });
  }

  private async recordLock(name: string, until: Date, user: User | undefined): Promise<void> {
    await this.audit.recordAlone({
      type: 'auth_locked',
      action: 'sign in',
      status: 'denied',
      reason: 'too many wrong attempts',
      ...(user && { resource: { type: 'user', id: user.id } }),
      details: { login: this.digest.of(name, 'login'), until: until.toISOString() },
    });
    if (!user) return;
    this.alerts.raiseAlone({
      kind: 'account_locked',
      severity: 'warning',
      dedupeKey: `account-locked:${user.id}`,
      summary: 'Too many wrong passwords or codes: an account is locked for a while.',
      details: { userId: user.id, until: until.toISOString() },
    });
  }
}
