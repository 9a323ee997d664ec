import { GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { type Attempt, PasswordHasher } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { canonicalLogin } from '../../domain/canonical-login.ts';
import { UserRepository } from '../../domain/user-repository.ts';
import { isUnchanged, type User } from '../../domain/user.ts';
import { OpenSession, type Session } from './open-session.ts';
import { SecondFactor, type UsedFactor } from '../two-factor/second-factor.ts';
import { SignInAttempts } from './sign-in-attempts.ts';

export interface Credentials {
  readonly login: string;
  readonly password: string;
  /** A code of the authenticator app, or a recovery code. */
  readonly totp?: string | undefined;
}

type Opened =
  | { readonly outcome: 'opened'; readonly session: Session }
  | { readonly outcome: 'code_required' | 'wrong_code' | 'overtaken' };

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
    private readonly secondFactor: SecondFactor,
    private readonly openSession: OpenSession,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws LOGIN_FAILED, LOGIN_LOCKED, TOTP_REQUIRED, TOTP_INVALID, OVERLOADED */
  async execute({ login, password, totp }: Credentials): Promise<Session> {
    const name = canonicalLogin(login);
    const user = await this.users.findByCanonicalLogin(name);
    const attempt = await this.attempts.begin(name, user);
    try {
      const check = await this.hasher.verify(password, user?.passwordHash);
      if (!user) return await this.attempts.refuse(attempt, name, 'unknown_login');
      if (!check.valid) return await this.attempts.refuse(attempt, name, 'wrong_password', user);
      if (user.disabledAt) return await this.attempts.refuse(attempt, name, 'disabled', user);
      const newHash = check.needsRehash ? await this.hasher.hash(password) : undefined;
      const opened = await this.unitOfWork.run(() => this.open(user, attempt, totp, newHash));
      if (opened.outcome === 'opened') return this.attempts.succeeded(opened.session);
      if (opened.outcome === 'code_required') return await this.attempts.askForCode(attempt, user);
      return await this.attempts.refuse(attempt, name, opened.outcome, user);
    } catch (error) {
      // nobody is locked out because the system is busy
      if (error instanceof GatehouseError && error.code === 'OVERLOADED') await this.attempts.takeBack(attempt);
      throw error;
    }
  }

  /** `overtaken`: the password was changed or the account disabled since it was checked. */
  private async open(checked: User, attempt: Attempt, totp: string | undefined, newHash?: string): Promise<Opened> {
    const user = await this.users.lockById(checked.id);
    if (!isUnchanged(checked, user)) return { outcome: 'overtaken' };
    const twoFactor = await this.secondFactor.of(user.id);
    if (twoFactor && !totp) return { outcome: 'code_required' };
    const used = twoFactor && (await this.secondFactor.use(twoFactor, totp ?? ''));
    if (twoFactor && used === undefined) return { outcome: 'wrong_code' };
    if (newHash !== undefined) await this.users.updateHash(user.id, newHash);
    return { outcome: 'opened', session: await this.begin(user, attempt, used) };
  }

  private async begin(user: User, attempt: Attempt, used: UsedFactor | undefined): Promise<Session> {
    const session = await this.openSession.execute(user);
    await this.attempts.accept(attempt, session, used);
    return session;
  }
}
