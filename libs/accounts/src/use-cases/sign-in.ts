import { AuditTrail, GatehouseError, SensitiveDigest, UnitOfWork } from '@gatehouse/contracts';
import { PasswordHasher } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { canonicalLogin } from '../domain/canonical-login.ts';
import { UserRepository } from '../domain/user-repository.ts';
import type { User } from '../domain/user.ts';
import { OpenSession, type Session } from './open-session.ts';

export interface Credentials {
  readonly login: string;
  readonly password: string;
}

/**
 * Signs somebody in by password. An unknown login, a disabled account and a wrong password cost the same work and get the same
 * answer; only the audit log knows which it was (ASVS 5.0 V6.3.8).
 */
@Injectable()
export class SignIn {
  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly openSession: OpenSession,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly digest: SensitiveDigest,
  ) {}

  /** @throws LOGIN_FAILED, OVERLOADED */
  async execute({ login, password }: Credentials): Promise<Session> {
    const name = canonicalLogin(login);
    const user = await this.users.findByCanonicalLogin(name);
    const check = await this.hasher.verify(password, user?.passwordHash);
    if (!user) return this.refuse(name, 'unknown_login');
    if (!check.valid) return this.refuse(name, 'wrong_password', user);
    if (user.disabledAt) return this.refuse(name, 'disabled', user);
    const newHash = check.needsRehash ? await this.hasher.hash(password) : undefined;
    return (await this.open(user, newHash)) ?? this.refuse(name, 'changed_meanwhile', user);
  }

  /** `undefined` when the password was changed or the account disabled since it was checked. */
  private open(checked: User, newHash: string | undefined): Promise<Session | undefined> {
    return this.unitOfWork.run(async () => {
      const user = await this.users.lockById(checked.id);
      if (!user || user.disabledAt || user.passwordHash !== checked.passwordHash) return undefined;
      if (newHash !== undefined) await this.users.updateHash(user.id, newHash);
      const session = await this.openSession.execute(user);
      await this.audit.record({
        type: 'auth_success',
        action: 'sign in',
        status: 'success',
        resource: { type: 'user', id: user.id },
        actor: { userId: user.id, role: user.role, sessionId: session.sessionId },
      });
      return session;
    });
  }

  /** The typed login is recorded as a digest only: people type passwords into the wrong field. */
  private async refuse(name: string, reason: string, user?: User): Promise<never> {
    await this.audit.recordAlone({
      type: 'auth_failure',
      action: 'sign in',
      status: 'failure',
      reason,
      ...(user && { resource: { type: 'user', id: user.id } }),
      details: { login: this.digest.of(name, 'login') },
    });
    throw new GatehouseError('LOGIN_FAILED', 'The login or the password is not right. Check both and try again.');
  }
}
