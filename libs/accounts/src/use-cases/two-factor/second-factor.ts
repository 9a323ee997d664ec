import { Injectable } from '@nestjs/common';
import { hashRecoveryCode } from '../../domain/recovery-code.ts';
import { asTotpCode } from '../../domain/totp.ts';
import { type TwoFactor, TwoFactorRepository } from '../../domain/two-factor-repository.ts';
import { TotpSecrets } from './totp-secrets.ts';

export type UsedFactor = 'totp' | 'recovery_code';

/** Checks codes, and uses up those that are right. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly repository: TwoFactorRepository,
    private readonly secrets: TotpSecrets,
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
    const step = this.secrets.stepOf(twoFactor, typed);
    return step !== undefined && (await this.repository.useStep(userId, step)) ? 'totp' : undefined;
  }
}
