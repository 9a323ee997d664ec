import { AuditTrail, GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { RefreshTokens } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';

/** Ends one of one's own sessions from afar (ASVS 5.0 V7.5.2): the refresh tokens at once, the access tokens within a second. */
@Injectable()
export class EndOwnSession {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws SESSION_NOT_FOUND, for the sessions of others too */
  execute(userId: string, sessionId: string): Promise<void> {
    return this.unitOfWork.run(async () => {
      if (!(await this.refreshTokens.endOneOf({ kind: 'user', id: userId }, sessionId, 'ended_by_owner')))
        throw new GatehouseError('SESSION_NOT_FOUND', 'You have no such session. It may have ended in the meantime.');
      await this.audit.record({
        type: 'session_ended',
        action: 'end own session',
        status: 'success',
        resource: { type: 'session', id: sessionId },
      });
    });
  }
}
