import { type AuditReason, AuditTrail, GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { type RefreshFamily, RefreshTokens } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { UserRepository } from '../../domain/user-repository.ts';
import { OpenSession, type Session } from './open-session.ts';

/** Continues a session: a refresh token for its successor and a fresh access token. */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly users: UserRepository,
    private readonly openSession: OpenSession,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws REFRESH_FAILED, after what the attempt changed has been committed: a session that was ended stays ended */
  async execute(token: string | undefined): Promise<Session> {
    // a browser that is not signed in asks, too, when it opens the console: without a token nothing was tried, and nothing is told
    const session = token === undefined ? undefined : await this.unitOfWork.run(() => this.rotate(token));
    if (!session) throw new GatehouseError('REFRESH_FAILED', 'This session has ended. Sign in again.');
    return session;
  }

  private async rotate(token: string): Promise<Session | undefined> {
    const rotation = await this.refreshTokens.rotate(token, 'user');
    if (rotation.outcome === 'refused') {
      await this.recordRefusal('unknown_or_ended_token');
      return undefined;
    }
    const { family } = rotation;
    const user = await this.users.findById(family.subject.id);
    if (rotation.outcome === 'reused') {
      await this.recordReuse(family, user?.role);
      return undefined;
    }
    if (!user || user.disabledAt) {
      await this.refreshTokens.endFamily(family.id, 'user_disabled');
      await this.recordRefusal('disabled', family);
      return undefined;
    }
    await this.audit.record({
      type: 'token_refreshed',
      action: 'refresh session',
      status: 'success',
      resource: { type: 'session', id: family.id },
      details: { repeated: rotation.outcome === 'repeated' },
      actor: { userId: user.id, role: user.role, sessionId: family.id },
    });
    return this.openSession.continue(user, family, rotation.refresh);
  }

  private recordRefusal(reason: AuditReason, family?: RefreshFamily): Promise<void> {
    return this.audit.record({
      type: 'auth_failure',
      action: 'refresh session',
      status: 'failure',
      reason,
      ...(family && {
        resource: { type: 'session', id: family.id },
        actor: { userId: family.subject.id, sessionId: family.id },
      }),
    });
  }

  private recordReuse(family: RefreshFamily, role: string | undefined): Promise<void> {
    return this.audit.record({
      type: 'refresh_reuse',
      action: 'refresh session',
      status: 'denied',
      reason: 'refresh_token_reused',
      resource: { type: 'session', id: family.id },
      actor: { userId: family.subject.id, sessionId: family.id, ...(role !== undefined && { role }) },
    });
  }
}
