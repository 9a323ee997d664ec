import { GatehouseError, type Role, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { UserAccountView } from '../../domain/user-account.ts';
import { FindUserAccount } from './find-user-account.ts';
import { assertNotLastAdmin, assertSomebodyElse, UserWriter } from './user-writer.ts';

/** Gives somebody another role. Every session ends, because its tokens carry the old one. */
@Injectable()
export class ChangeUserRole {
  constructor(
    private readonly writer: UserWriter,
    private readonly find: FindUserAccount,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Changes nothing when the user has this role already.
   * @param expectedVersion the version that the caller has seen; `undefined` when it did not look
   * @throws USER_NOT_FOUND, VERSION_MISMATCH, LAST_ADMIN, OWN_ACCOUNT, TOKEN_INVALID
   */
  execute(id: string, role: Role, expectedVersion?: number): Promise<UserAccountView> {
    return this.unitOfWork.run(async () => {
      const locked = await this.writer.lock(id);
      const before = locked.account;
      if (expectedVersion !== undefined && expectedVersion !== before.version)
        throw new GatehouseError(
          'VERSION_MISMATCH',
          'The user has changed since you read it. Read it again, then decide.',
        );
      if (before.role === role) return this.find.view(before);
      assertNotLastAdmin(locked);
      assertSomebodyElse(id, 'You cannot change your own role. Ask another administrator.');
      const account = await this.writer.store(before, { role });
      const sessionsEnded = await this.writer.endSessions(id, 'role_changed');
      await this.writer.record('user_role_changed', 'change user role', account, {
        before: before.role,
        after: role,
        sessionsEnded,
      });
      return this.find.view(account);
    });
  }
}
