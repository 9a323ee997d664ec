import { AuditTrail, Clock, GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { assertAcceptablePassword, normalizePassword, PasswordHasher } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { UserRepository } from '../domain/user-repository.ts';
import type { User } from '../domain/user.ts';
import { OpenSession, type Session } from './open-session.ts';

export interface PasswordChange {
  readonly userId: string;
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** Gives the signed-in user a new password. Every session ends, and one new session begins. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly openSession: OpenSession,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @throws VALIDATION_FAILED for a wrong current password, PASSWORD_TOO_WEAK for the new one */
  async execute({ userId, currentPassword, newPassword }: PasswordChange): Promise<Session> {
    const user = await this.users.findById(userId);
    if (!user || user.disabledAt) throw new GatehouseError('TOKEN_INVALID', 'This account is gone. Sign in again.');
    assertAcceptablePassword(newPassword, user.login, '/newPassword');
    const { valid } = await this.hasher.verify(currentPassword, user.passwordHash);
    if (!valid) return this.refuse(user);
    assertDifferent(currentPassword, newPassword);
    const passwordHash = await this.hasher.hash(newPassword);
    return (await this.change(user, passwordHash)) ?? this.refuse(user);
  }

  /** `undefined` when the password was changed since it was checked: of two changes at once, one wins. */
  private change(checked: User, passwordHash: string): Promise<Session | undefined> {
    return this.unitOfWork.run(async () => {
      const user = await this.users.lockById(checked.id);
      if (!user || user.disabledAt || user.passwordHash !== checked.passwordHash) return undefined;
      await this.users.updatePassword(user.id, passwordHash, this.clock.now());
      const { session, ended } = await this.openSession.insteadOfAllOthers({ ...user, mustChangePassword: false });
      await this.audit.record({
        type: 'password_changed',
        action: 'change own password',
        status: 'success',
        resource: { type: 'user', id: user.id },
        details: { sessionsEnded: ended, wasOneTime: user.mustChangePassword },
      });
      return session;
    });
  }

  private async refuse(user: User): Promise<never> {
    await this.audit.recordAlone({
      type: 'auth_failure',
      action: 'change own password',
      status: 'failure',
      reason: 'wrong_password',
      resource: { type: 'user', id: user.id },
    });
    const message = 'This is not your current password.';
    // not a 401: the session is fine, and a client must not try to renew it
    throw new GatehouseError('VALIDATION_FAILED', message, { fields: [{ pointer: '/currentPassword', message }] });
  }
}

function assertDifferent(currentPassword: string, newPassword: string): void {
  if (normalizePassword(currentPassword) !== normalizePassword(newPassword)) return;
  const message = 'Choose another password than the current one.';
  throw new GatehouseError('PASSWORD_TOO_WEAK', message, { fields: [{ pointer: '/newPassword', message }] });
}
