import { UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { UserAccountView } from '../../domain/user-account.ts';
import { FindUserAccount } from './find-user-account.ts';
import { UserWriter } from './user-writer.ts';

/** Lets a console user in again, with the password and the role of before. */
@Injectable()
export class EnableUser {
  constructor(
    private readonly writer: UserWriter,
    private readonly find: FindUserAccount,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Changes nothing when it is so already. @throws USER_NOT_FOUND, TOKEN_INVALID */
  execute(id: string): Promise<UserAccountView> {
    return this.unitOfWork.run(async () => {
      const { account: before } = await this.writer.lock(id);
      if (!before.disabledAt) return this.find.view(before);
      const account = await this.writer.store(before, { disabledAt: null });
      await this.writer.record('user_enabled', 'enable user', account, { role: account.role });
      return this.find.view(account);
    });
  }
}
