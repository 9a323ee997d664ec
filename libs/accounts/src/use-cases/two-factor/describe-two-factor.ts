import { Injectable } from '@nestjs/common';
import { TwoFactorRepository } from '../../domain/two-factor-repository.ts';

export interface TwoFactorState {
  /** `undefined` while two-step sign-in is off. */
  readonly activeSince: Date | undefined;
  readonly recoveryCodesLeft: number;
}

/** Whether somebody signs in with two steps, and how many recovery codes are left. */
@Injectable()
export class DescribeTwoFactor {
  constructor(private readonly repository: TwoFactorRepository) {}

  async execute(userId: string): Promise<TwoFactorState> {
    const found = await this.repository.find(userId);
    if (!found?.confirmedAt) return { activeSince: undefined, recoveryCodesLeft: 0 };
    return {
      activeSince: found.confirmedAt,
      recoveryCodesLeft: await this.repository.countRecoveryCodes(userId),
    };
  }
}
