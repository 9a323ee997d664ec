import { AuditTrail } from '@gatehouse/contracts';
import { type Attempt, Lockout } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { UserRepository } from '../../domain/user-repository.ts';
import { isUnchanged, type User } from '../../domain/user.ts';
import { SecondFactor, type UsedFactor } from '../two-factor/second-factor.ts';
import { OpenSession, type Session } from './open-session.ts';

/** Somebody whose password was right. */
export interface Checked {
  readonly user: User;
  readonly attempt: Attempt;
  /** What was typed as a code, if anything. */
  readonly totp: string | undefined;
  /** The same password, hashed as it should be by now. */
  readonly newHash: string | undefined;
}

export type Admission =
  | { readonly outcome: 'success'; readonly session: Session }
  /** `overtaken`: the password was changed or the account disabled since it was checked. */
  | { readonly outcome: 'code_required' | 'wrong_code' | 'overtaken' };

/** Opens a session for somebody whose password was right, unless a code is missing. All of it joins the caller's transaction. */
@Injectable()
export class AdmitUser {
  constructor(
    private readonly users: UserRepository,
    private readonly secondFactor: SecondFactor,
    private readonly openSession: OpenSession,
    private readonly lockout: Lockout,
    private readonly audit: AuditTrail,
  ) {}

  async execute({ user: checked, attempt, totp, newHash }: Checked): Promise<Admission> {
    const user = await this.users.lockById(checked.id);
    if (!isUnchanged(checked, user)) return { outcome: 'overtaken' };
    const twoFactor = await this.secondFactor.of(user.id);
    if (twoFactor && !totp) return this.askForCode(user, attempt);
    const used = twoFactor && (await this.secondFactor.use(twoFactor, totp ?? ''));
    if (twoFactor && used === undefined) return { outcome: 'wrong_code' };
    if (newHash !== undefined) await this.users.updateHash(user.id, newHash);
    return { outcome: 'success', session: await this.open(user, attempt, used) };
  }

  private async open(user: User, attempt: Attempt, used: UsedFactor | undefined): Promise<Session> {
    const session = await this.openSession.execute(user);
    await this.lockout.succeed(attempt);
    await this.audit.record({
      type: 'auth_success',
      action: 'sign in',
      status: 'success',
      resource: { type: 'user', id: user.id },
      ...(used !== undefined && { details: { secondFactor: used } }),
      actor: { userId: user.id, role: user.role, sessionId: session.sessionId },
    });
    return session;
  }

  /** The password is right, which is no failure; but somebody knows it, and the log shows who did not go on from here. */
  private async askForCode(user: User, attempt: Attempt): Promise<Admission> {
    await this.lockout.takeBack(attempt);
    await this.audit.record({
      type: 'auth_challenged',
      action: 'sign in',
      status: 'success',
      reason: 'code_required',
      resource: { type: 'user', id: user.id },
    });
    return { outcome: 'code_required' };
  }
}
