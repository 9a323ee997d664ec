import { GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { type Attempt, PasswordHasher } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { canonicalLogin } from '../../domain/canonical-login.ts';
import { presentedPassword } from '../../domain/one-time-password.ts';
import { UserRepository } from '../../domain/user-repository.ts';
import type { User } from '../../domain/user.ts';
import { AdmitUser } from './admit-user.ts';
import type { Session } from './open-session.ts';
import { SignInAttempts } from './sign-in-attempts.ts';

export interface Credentials {
  readonly login: string;
  readonly password: string;
  /** A code of the authenticator app, or a recovery code. */
  readonly totp?: string | undefined;
}

/**
 * Signs somebody in by password, and by a code where two-step sign-in is on. An unknown login, a disabled account and a wrong
 * password cost the same work and get the same answer, with and without a code; only the audit log knows which it was (ASVS
 * 5.0 V6.3.8). That a code is needed is told to nobody who does not know the password.
 */
@Injectable()
export class SignIn {
  constructor(
    private readonly users: UserRepository,
    private readonly attempts: SignInAttempts,
    private readonly hasher: PasswordHasher,
    private readonly admitUser: AdmitUser,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws LOGIN_FAILED, LOGIN_LOCKED, TOTP_REQUIRED, TOTP_INVALID, OVERLOADED */
  async execute({ login, password: typed, totp }: Credentials): Promise<Session> {
    const name = canonicalLogin(login);
    const user = await this.users.findByCanonicalLogin(name);
    const attempt = await this.attempts.begin(name, user);
    const password = presentedPassword(user, typed);
    try {
      const check = await this.hasher.verify(password, user?.passwordHash);
      if (!user) return await this.attempts.refuse(attempt, name, 'unknown_login');
      if (!check.valid) return await this.attempts.refuse(attempt, name, 'wrong_password', user);
      if (user.disabledAt) return await this.attempts.refuse(attempt, name, 'disabled', user);
      const newHash = check.needsRehash ? await this.hasher.hash(password) : undefined;
      return await this.admit(user, attempt, name, totp, newHash);
    } catch (error) {
      // nobody is locked out because the system is busy
      if (error instanceof GatehouseError && error.code === 'OVERLOADED') await this.attempts.takeBack(attempt);
      throw error;
    }
  }

  private async admit(user: User, attempt: Attempt, name: string, totp?: string, newHash?: string): Promise<Session> {
    const admission = await this.unitOfWork.run(() => this.admitUser.execute({ user, attempt, totp, newHash }));
    if (admission.outcome === 'wrong_code' || admission.outcome === 'overtaken')
      return this.attempts.refuse(attempt, name, admission.outcome, user);
    this.attempts.count(admission.outcome);
    if (admission.outcome === 'success') return admission.session;
    throw new GatehouseError('TOTP_REQUIRED', 'Include the code from your authenticator app.');
  }
}
