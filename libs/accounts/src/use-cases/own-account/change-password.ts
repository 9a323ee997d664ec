import { Clock, GatehouseError } from '@gatehouse/contracts';
import { normalizePassword, PasswordHasher } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { presentedPassword } from '../../domain/one-time-password.ts';
import type { Session } from '../sessions/open-session.ts';
import { ConfirmPassword } from './confirm-password.ts';
import { JudgeNewPassword } from './judge-new-password.ts';
import { ReplaceOwnPassword } from './replace-own-password.ts';

export interface PasswordChange {
  readonly userId: string;
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** Gives the signed-in user a new password. Every session ends, and one new session begins. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly judge: JudgeNewPassword,
    private readonly confirmPassword: ConfirmPassword,
    private readonly hasher: PasswordHasher,
    private readonly replaceOwnPassword: ReplaceOwnPassword,
    private readonly clock: Clock,
  ) {}

  /** @throws VALIDATION_FAILED for a wrong current password, LOGIN_LOCKED, PASSWORD_TOO_WEAK for the new one */
  async execute({ userId, currentPassword, newPassword: password }: PasswordChange): Promise<Session> {
    await this.judge.execute(userId, password);
    const proof = { userId, action: 'change own password', pointer: '/currentPassword' };
    const confirmed = await this.confirmPassword.execute({ ...proof, password: currentPassword });
    await this.confirmPassword.acceptPassword(confirmed);
    assertDifferent(presentedPassword(confirmed.user, currentPassword), presentedPassword(confirmed.user, password));
    const hash = await this.hasher.hash(password);
    const changedAt = this.clock.now();
    const session = await this.replaceOwnPassword.execute(confirmed.user, { password, hash, changedAt });
    if (session) return session;
    const forgiven = { ...confirmed.attempt, locksUntil: undefined };
    return this.confirmPassword.refuse(proof, forgiven, 'overtaken', 'Your password was changed from another session.');
  }
}

function assertDifferent(currentPassword: string, newPassword: string): void {
  if (normalizePassword(currentPassword) !== normalizePassword(newPassword)) return;
  const message = 'Choose a password that differs from the current one.';
  throw new GatehouseError('PASSWORD_TOO_WEAK', message, { fields: [{ pointer: '/newPassword', message }] });
}
