import { AuditTrail, Clock } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { hashRecoveryCode, newRecoveryCodes } from '../../domain/recovery-code.ts';
import { TwoFactorRepository } from '../../domain/two-factor-repository.ts';
import { type BothFactors, ConfirmBothFactors } from './confirm-both-factors.ts';

/** Ten new recovery codes in place of those that are left. */
@Injectable()
export class ReplaceRecoveryCodes {
  constructor(
    private readonly confirmBothFactors: ConfirmBothFactors,
    private readonly repository: TwoFactorRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @returns the codes; they are nowhere else. @throws what {@link ConfirmBothFactors} throws */
  async execute(shown: BothFactors): Promise<readonly string[]> {
    const codes = newRecoveryCodes();
    const action = 'replace recovery codes';
    await this.confirmBothFactors.execute(shown, action, async (user) => {
      await this.repository.replaceRecoveryCodes(user.id, codes.map(hashRecoveryCode), this.clock.now());
      await this.audit.record({
        type: 'recovery_codes_replaced',
        action,
        status: 'success',
        resource: { type: 'user', id: user.id },
      });
    });
    return codes;
  }
}
