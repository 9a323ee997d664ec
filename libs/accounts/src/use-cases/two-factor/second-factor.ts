import { Clock, SecretBox, type SecretBinding } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { hashRecoveryCode } from '../../domain/recovery-code.ts';
import { asTotpCode, matchingStep } from '../../domain/totp.ts';
import { type TwoFactor, TwoFactorRepository } from '../../domain/two-factor-repository.ts';

export type UsedFactor = 'totp' | 'recovery_code';

/** Checks codes, and uses up those that are right. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly repository: TwoFactorRepository,
    private readonly secretBox: SecretBox,
    private readonly clock: Clock,
  ) {}

  /** The confirmed second factor of a user; `undefined` when none is asked for. */
  async of(userId: string): Promise<TwoFactor | undefined> {
    const found = await this.repository.find(userId);
    return found?.confirmedAt && found;
  }

  /**
   * Uses up a code of the app or a recovery code, together with the caller's transaction. `undefined` when it is not right, or
   * was used before: whether here or by another replica at the same time, a code is good once.
   */
  async use(twoFactor: TwoFactor, typed: string): Promise<UsedFactor | undefined> {
    const { userId } = twoFactor;
    if (asTotpCode(typed) === undefined)
      return (await this.repository.useRecoveryCode(userId, hashRecoveryCode(typed))) ? 'recovery_code' : undefined;
    const step = this.stepOf(twoFactor, typed);
    return step !== undefined && (await this.repository.useStep(userId, step)) ? 'totp' : undefined;
  }

  /** The time step of a code of the app, used or not. */
  stepOf(twoFactor: TwoFactor, typed: string): number | undefined {
    const code = asTotpCode(typed);
    if (code === undefined) return undefined;
    const secret = this.secretBox.open(twoFactor.secret, totpBinding(twoFactor.id));
    if (typeof secret !== 'string') throw new Error('A sealed TOTP secret is no text.');
    return matchingStep(secret, code, this.clock.now());
  }
}

/** The ciphertext is good for one enrolment: it cannot be moved to another user's row. */
export function totpBinding(id: string): SecretBinding {
  return { purpose: 'two-factor', id, version: 1, type: 'totp' };
}
