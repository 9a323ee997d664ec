import { AuditTrail, UnitOfWork } from '@gatehouse/contracts';
import { RefreshTokens } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';

/** Signs somebody out everywhere else (ASVS 5.0 V7.4.3, V7.5.2). */
@Injectable()
export class EndOtherSessions {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * @param sessionId the one that asks, and goes on
   * @returns how many ended
   */
  execute(userId: string, sessionId: string | undefined): Promise<number> {
    return this.unitOfWork.run(async () => {
      const ended = await this.refreshTokens.endAllOf({ kind: 'user', id: userId }, 'ended_by_owner', sessionId);
      await this.audit.record({
        type: 'session_ended',
        action: 'end own other sessions',
        status: 'success',
        resource: { type: 'user', id: userId },
        details: { sessionsEnded: ended },
      });
      return ended;
    });
  }
}
