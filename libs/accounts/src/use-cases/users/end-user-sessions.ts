import { UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { UserWriter } from './user-writer.ts';

/** Signs somebody out everywhere; the account stays as it is. */
@Injectable()
export class EndUserSessions {
  constructor(
    private readonly writer: UserWriter,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @returns how many sessions there were. @throws USER_NOT_FOUND, TOKEN_INVALID */
  execute(id: string): Promise<number> {
    return this.unitOfWork.run(async () => {
      const { account } = await this.writer.lock(id);
      const sessionsEnded = await this.writer.endSessions(id, 'ended_by_admin');
      await this.writer.record('user_sessions_ended', 'end user sessions', account, { sessionsEnded });
      return sessionsEnded;
    });
  }
}
