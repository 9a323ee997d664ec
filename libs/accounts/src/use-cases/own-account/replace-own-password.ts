import { AuditTrail, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { UserRepository } from '../../domain/user-repository.ts';
import { isUnchanged, type User } from '../../domain/user.ts';
import { OpenSession, type Session } from '../sessions/open-session.ts';
import { JudgeNewPassword } from './judge-new-password.ts';

export interface NewPassword {
  readonly password: string;
  readonly hash: string;
  readonly changedAt: Date;
}

/** Stores a new password in place of the one that its user has just shown. */
@Injectable()
export class ReplaceOwnPassword {
  constructor(
    private readonly users: UserRepository,
    private readonly judge: JudgeNewPassword,
    private readonly openSession: OpenSession,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * @returns the one session that is left; `undefined` when the account was changed since the old password was checked: of two
   * changes at once, one wins
   * @throws PASSWORD_TOO_WEAK
   */
  execute(checked: User, { password, hash, changedAt }: NewPassword): Promise<Session | undefined> {
    return this.unitOfWork.run(async () => {
      const user = await this.users.lockById(checked.id);
      if (!isUnchanged(checked, user)) return undefined;
      // two-step sign-in may have been switched off since, which needs the same lock
      await this.judge.execute(user.id, password);
      await this.users.updatePassword(user.id, hash, changedAt);
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
}
