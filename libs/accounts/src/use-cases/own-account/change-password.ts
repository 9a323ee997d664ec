import { AuditTrail, Clock, GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import {
  assertAcceptablePassword,
  normalizePassword,
  PasswordHasher,
  SHORTEST_PASSWORD,
  SHORTEST_PASSWORD_WITH_CODE,
} from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { TwoFactorRepository } from '../../domain/two-factor-repository.ts';
import { UserRepository } from '../../domain/user-repository.ts';
import { type Confirmed, ConfirmPassword } from './confirm-password.ts';
import { OpenSession, type Session } from '../sessions/open-session.ts';

export interface PasswordChange {
  readonly userId: string;
  readonly currentPassword: string;
  readonly newPassword: string;
}

const ACTION = 'change own password';
const POINTER = '/newPassword';

/** Gives the signed-in user a new password. Every session ends, and one new session begins. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly users: UserRepository,
    private readonly twoFactor: TwoFactorRepository,
    private readonly confirmPassword: ConfirmPassword,
    private readonly hasher: PasswordHasher,
    private readonly openSession: OpenSession,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @throws VALIDATION_FAILED for a wrong current password, LOGIN_LOCKED, PASSWORD_TOO_WEAK for the new one */
  async execute({ userId, currentPassword, newPassword }: PasswordChange): Promise<Session> {
    const login = (await this.users.findById(userId))?.login ?? '';
    assertAcceptablePassword(newPassword, login, POINTER, await this.shortest(userId));
    const proof = { userId, action: ACTION, pointer: '/currentPassword' };
    const confirmed = await this.confirmPassword.execute({ ...proof, password: currentPassword });
    await this.confirmPassword.acceptPassword(confirmed);
    assertDifferent(currentPassword, newPassword);
    const passwordHash = await this.hasher.hash(newPassword);
    const session = await this.change(confirmed, newPassword, passwordHash);
    if (session) return session;
    const forgiven = { ...confirmed.attempt, locksUntil: undefined };
    return this.confirmPassword.refuse(proof, forgiven, 'overtaken', 'Your password was changed in another place.');
  }

  /** `undefined` when the password was changed since it was checked: of two changes at once, one wins. */
  private change(
    { user: checked }: Confirmed,
    newPassword: string,
    passwordHash: string,
  ): Promise<Session | undefined> {
    return this.unitOfWork.run(async () => {
      const user = await this.users.lockById(checked.id);
      if (!user || user.disabledAt || user.passwordHash !== checked.passwordHash) return undefined;
      // two-step sign-in may have been switched off since, which needs the same lock
      assertAcceptablePassword(newPassword, user.login, POINTER, await this.shortest(user.id));
      await this.users.updatePassword(user.id, passwordHash, this.clock.now());
      const { session, ended } = await this.openSession.insteadOfAllOthers({ ...user, mustChangePassword: false });
      await this.audit.record({
        type: 'password_changed',
        action: ACTION,
        status: 'success',
        resource: { type: 'user', id: user.id },
        details: { sessionsEnded: ended, wasOneTime: user.mustChangePassword },
      });
      return session;
    });
  }

  private async shortest(userId: string): Promise<number> {
    const hasCode = (await this.twoFactor.find(userId))?.confirmedAt !== undefined;
    return hasCode ? SHORTEST_PASSWORD_WITH_CODE : SHORTEST_PASSWORD;
  }
}

function assertDifferent(currentPassword: string, newPassword: string): void {
  if (normalizePassword(currentPassword) !== normalizePassword(newPassword)) return;
  const message = 'Choose another password than the current one.';
  throw new GatehouseError('PASSWORD_TOO_WEAK', message, { fields: [{ pointer: '/newPassword', message }] });
}
