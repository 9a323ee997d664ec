import { type AuditReason, AuditTrail, GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { type RefreshFamily, RefreshTokens } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { UserRepository } from '../../domain/user-repository.ts';
import { OpenSession, type Session } from './open-session.ts';

/** A session that must not go on. */
class EndedSession extends Error {
  constructor(
    readonly family: RefreshFamily,
    readonly end: 'refresh_reuse' | 'disabled',
    readonly role: string | undefined,
  ) {
    super('The session has to end.');
  }
}

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
    const session = token === undefined ? undefined : await this.continueOrEnd(token);
    if (!session) throw new GatehouseError('REFRESH_FAILED', 'This session has ended. Sign in again.');
    return session;
  }

  private async continueOrEnd(token: string): Promise<Session | undefined> {
    try {
      return await this.unitOfWork.optimistic(() => this.continue(token));
    } catch (error) {
      if (!(error instanceof EndedSession)) throw error;
      await this.unitOfWork.run(() => this.end(error));
      return undefined;
    }
  }

  /** @throws EndedSession, and with it whatever the rotation would have written is gone */
  private async continue(token: string): Promise<Session | undefined> {
    const rotation = await this.refreshTokens.rotate(token, 'user');
    if (rotation.outcome === 'refused') {
      await this.recordRefusal('unknown_or_ended_token');
      return undefined;
    }
    const { family } = rotation;
    const user = await this.users.findById(family.subject.id);
    if (rotation.outcome === 'reused') throw new EndedSession(family, 'refresh_reuse', user?.role);
    if (!user || user.disabledAt) throw new EndedSession(family, 'disabled', user?.role);
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

  private async end({ family, end, role }: EndedSession): Promise<void> {
    const isFirst = await this.refreshTokens.endFamily(family.id, end);
    if (!isFirst) await this.recordRefusal('unknown_or_ended_token');
    else if (end === 'disabled') await this.recordRefusal('disabled', family);
    else await this.recordReuse(family, role);
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
