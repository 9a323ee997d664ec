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
    const action = 'switch two-step sign-in off';
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
  const message = `Without codes your password would be too short. Change it to one of ${SHORTEST_PASSWORD} characters or more first.`;
  return new GatehouseError('PASSWORD_TOO_WEAK', message, { fields: [{ pointer: '/password', message }] });
}
