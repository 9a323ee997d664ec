import { Clock, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { UserAccountView } from '../../domain/user-account.ts';
import { FindUserAccount } from './find-user-account.ts';
import { assertNotLastAdmin, assertSomebodyElse, UserWriter } from './user-writer.ts';

/** Locks a console user out and ends every session. Users are not deleted: the audit log refers to them. */
@Injectable()
export class DisableUser {
  constructor(
    private readonly writer: UserWriter,
    private readonly find: FindUserAccount,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Changes nothing when it is so already. @throws USER_NOT_FOUND, LAST_ADMIN, OWN_ACCOUNT, TOKEN_INVALID */
  execute(id: string): Promise<UserAccountView> {
    return this.unitOfWork.run(async () => {
      const locked = await this.writer.lock(id);
      if (locked.account.disabledAt) return this.find.view(locked.account);
      assertNotLastAdmin(locked);
      assertSomebodyElse(id, 'You cannot disable your own account. Ask another administrator.');
      const account = await this.writer.store(locked.account, { disabledAt: this.clock.now() });
      const sessionsEnded = await this.writer.endSessions(id, 'disabled');
      await this.writer.record('user_disabled', 'disable user', account, { sessionsEnded });
      return this.find.view(account);
    });
  }
}
