import { UnitOfWork } from '@gatehouse/contracts';
import { Lockout } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { lockSubject } from '../../domain/lock-subject.ts';
import { UserWriter } from './user-writer.ts';

/** Lets somebody sign in again at once after too many wrong attempts. */
@Injectable()
export class UnlockUser {
  constructor(
    private readonly writer: UserWriter,
    private readonly lockout: Lockout,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @returns whether anything was locked. @throws USER_NOT_FOUND, TOKEN_INVALID */
  execute(id: string): Promise<boolean> {
    return this.unitOfWork.run(async () => {
      const { account } = await this.writer.lock(id);
      const wasLocked = await this.lockout.release(lockSubject(id));
      await this.writer.record('auth_unlocked', 'unlock user', account, { wasLocked });
      return wasLocked;
    });
  }
}
