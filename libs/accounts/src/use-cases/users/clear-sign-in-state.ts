import { Lockout, RefreshTokens, type SessionEndReason } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { lockSubject } from '../../domain/lock-subject.ts';
import { TwoFactorRepository } from '../../domain/two-factor-repository.ts';

/** Takes away what signing in has left behind of somebody who cannot any more. All of it joins the caller's transaction. */
@Injectable()
export class ClearSignInState {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly twoFactor: TwoFactorRepository,
    private readonly lockout: Lockout,
  ) {}

  /** Ends every session, removes the second factor and lifts the locks. */
  async execute(id: string, reason: SessionEndReason): Promise<{ sessionsEnded: number; twoFactorRemoved: boolean }> {
    const sessionsEnded = await this.refreshTokens.endAllOf({ kind: 'user', id }, reason);
    const twoFactorRemoved = await this.twoFactor.remove(id);
    await this.lockout.release(lockSubject(id));
    return { sessionsEnded, twoFactorRemoved };
  }
}
