import { AuditTrail, UnitOfWork } from '@gatehouse/contracts';
import { RefreshTokens } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';

/** Ends the session of a refresh token. Ending none is no error: then there is nothing left to end. */
@Injectable()
export class SignOut {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  async execute(token: string | undefined): Promise<void> {
    if (token === undefined) return;
    await this.unitOfWork.run(async () => {
      const family = await this.refreshTokens.end(token, 'user', 'logout');
      if (!family) return;
      await this.audit.record({
        type: 'logout',
        action: 'sign out',
        status: 'success',
        resource: { type: 'session', id: family.id },
        actor: { userId: family.subject.id, sessionId: family.id },
      });
    });
  }
}
