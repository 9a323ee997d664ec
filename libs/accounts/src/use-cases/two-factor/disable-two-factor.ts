import { AuditTrail, GatehouseError } from '@gatehouse/contracts';
import { passwordLength, SHORTEST_PASSWORD } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { TwoFactorRepository } from '../../domain/two-factor-repository.ts';
import { type BothFactors, ConfirmBothFactors } from './confirm-both-factors.ts';

/** Switches two-step sign-in off. */
@Injectable()
export class DisableTwoFactor {
  constructor(
    private readonly confirmBothFactors: ConfirmBothFactors,
    private readonly repository: TwoFactorRepository,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * @throws PASSWORD_TOO_WEAK when the password is long enough only together with a code, and what {@link ConfirmBothFactors}
   * throws
   */
  async execute(shown: BothFactors): Promise<void> {
    const action = 'disable two-step sign-in';
    await this.confirmBothFactors.execute(shown, action, async (user) => {
      // said only now: who does not know the password learns nothing of its length
      if (passwordLength(shown.password) < SHORTEST_PASSWORD) throw tooShortAlone();
      await this.repository.remove(user.id);
      await this.audit.record({
        type: 'two_factor_disabled',
        action,
        status: 'success',
        resource: { type: 'user', id: user.id },
      });
    });
  }
}

function tooShortAlone(): GatehouseError {
  const message = `Without two-step sign-in your password is too short. First change it to one with at least ${SHORTEST_PASSWORD} characters.`;
  return new GatehouseError('PASSWORD_TOO_WEAK', message, { fields: [{ pointer: '/password', message }] });
}
