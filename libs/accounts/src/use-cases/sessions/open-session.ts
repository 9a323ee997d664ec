import { TokenIssuer } from '@gatehouse/contracts';
import { type IssuedRefreshToken, type RefreshFamily, RefreshTokens } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { tokenScope, type User } from '../../domain/user.ts';

/** Somebody is signed in: the token for calls, and the one that fetches the next. */
export interface Session {
  readonly sessionId: string;
  readonly user: User;
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refresh: IssuedRefreshToken;
}

/** Begins or continues a session. Who may have one is decided by the caller, in whose transaction this runs. */
@Injectable()
export class OpenSession {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly tokenIssuer: TokenIssuer,
  ) {}

  async execute(user: User): Promise<Session> {
    const { family, refresh } = await this.refreshTokens.start({ kind: 'user', id: user.id });
    return this.continue(user, family, refresh);
  }

  /** For a new password: whoever else was signed in no longer is. */
  async insteadOfAllOthers(user: User): Promise<{ session: Session; ended: number }> {
    const ended = await this.refreshTokens.endAllOf({ kind: 'user', id: user.id }, 'password_changed');
    return { session: await this.execute(user), ended };
  }

  async continue(user: User, family: RefreshFamily, refresh: IssuedRefreshToken): Promise<Session> {
    const { token, expiresIn } = await this.tokenIssuer.issue({
      subject: user.id,
      kind: 'user',
      role: user.role,
      scope: tokenScope(user),
      sessionId: family.id,
    });
    return { sessionId: family.id, user, accessToken: token, expiresIn, refresh };
  }
}
