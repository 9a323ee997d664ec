import { type AuditReason, GatehouseError } from '@gatehouse/contracts';
import { type Attempt, Lockout, PasswordHasher } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { lockSubject } from '../../domain/lock-subject.ts';
import { presentedPassword } from '../../domain/one-time-password.ts';
import type { User } from '../../domain/user.ts';
import { FailedAttempts } from '../sessions/failed-attempts.ts';
import { SecondFactor } from '../two-factor/second-factor.ts';
import { FindOwnAccount } from './find-own-account.ts';

export interface PasswordProof {
  readonly userId: string;
  readonly password: string;
  /** What it is proven for, in the words of the audit log. */
  readonly action: string;
  /** Where the password stands in the request (RFC 6901). */
  readonly pointer: string;
}

/** A user who has shown that they still know the password. */
export interface Confirmed {
  readonly user: User;
  /** Counted as wrong until {@link ConfirmPassword.accept} or {@link ConfirmPassword.acceptPassword}. */
  readonly attempt: Attempt;
}

/** Asks somebody who is signed in for the password again (ASVS 5.0 V7.5.1). Whoever found an open session cannot guess it here. */
@Injectable()
export class ConfirmPassword {
  constructor(
    private readonly findOwnAccount: FindOwnAccount,
    private readonly secondFactor: SecondFactor,
    private readonly hasher: PasswordHasher,
    private readonly lockout: Lockout,
    private readonly failed: FailedAttempts,
  ) {}

  /** @throws VALIDATION_FAILED for a wrong password, LOGIN_LOCKED, TOKEN_INVALID, OVERLOADED */
  async execute(proof: PasswordProof): Promise<Confirmed> {
    const user = await this.findOwnAccount.execute(proof.userId);
    const attempt = await this.lockout.begin({ subject: lockSubject(user.id), place: 'signed-in' });
    const password = presentedPassword(user, proof.password);
    const { valid } = await this.hasher.verify(password, user.passwordHash).catch(async (error: unknown) => {
      await this.lockout.takeBack(attempt);
      throw error;
    });
    if (!valid) return this.refuse(proof, attempt, 'wrong_password', 'This is not your current password.');
    return { user, attempt };
  }

  /**
   * The password was right, and no more was asked for. Where codes are asked for elsewhere, what was wrong before stays
   * counted: else whoever knows the password could guess codes without end, showing it alone before each lock.
   */
  async acceptPassword({ user, attempt }: Confirmed): Promise<void> {
    const hasCodes = await this.secondFactor.of(user.id);
    await (hasCodes ? this.lockout.takeBack(attempt) : this.lockout.succeed(attempt));
  }

  /** Everything that there is to show was shown, and right. */
  accept({ attempt }: Confirmed): Promise<void> {
    return this.lockout.succeed(attempt);
  }

  /** What was shown is wrong. Not a 401: the session is fine, and a client must not try to renew it. */
  async refuse(
    { userId, action, pointer }: Omit<PasswordProof, 'password'>,
    attempt: Attempt,
    reason: AuditReason,
    message: string,
  ): Promise<never> {
    await this.failed.record(
      { action, reason, userId, locksUntil: attempt.locksUntil },
      'Too many wrong passwords or codes were entered in an open session.',
    );
    throw new GatehouseError('VALIDATION_FAILED', message, { fields: [{ pointer, message }] });
  }
}
