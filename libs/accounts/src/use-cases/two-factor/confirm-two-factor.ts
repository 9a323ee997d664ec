import { AuditTrail, Clock, GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { hashRecoveryCode, newRecoveryCodes } from '../../domain/recovery-code.ts';
import { type TwoFactor, TwoFactorRepository } from '../../domain/two-factor-repository.ts';
import { TotpSecrets } from './totp-secrets.ts';

/** A secret that lay open on a screen for longer is not put to use. */
const ENROLMENT_MS = 15 * 60_000;

/** Switches two-step sign-in on, with the first code of the app. */
@Injectable()
export class ConfirmTwoFactor {
  constructor(
    private readonly repository: TwoFactorRepository,
    private readonly secrets: TotpSecrets,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the recovery codes; they are nowhere else
   * @throws TWO_FACTOR_NOT_STARTED, TWO_FACTOR_ACTIVE, and VALIDATION_FAILED for a wrong code
   */
  async execute(userId: string, code: string): Promise<readonly string[]> {
    const enrolment = await this.pending(userId);
    const step = this.secrets.stepOf(enrolment, code);
    if (step === undefined) {
      const message =
        'This is not the code that the app shows now. Check the clock of your phone, then try the next code.';
      throw new GatehouseError('VALIDATION_FAILED', message, { fields: [{ pointer: '/code', message }] });
    }
    const codes = newRecoveryCodes();
    await this.unitOfWork.run(async () => {
      const now = this.clock.now();
      // of two confirmations at once one wins, and only its recovery codes are good
      if (!(await this.repository.confirm(enrolment, step, now))) throw notStarted();
      await this.repository.replaceRecoveryCodes(userId, codes.map(hashRecoveryCode), now);
      await this.audit.record({
        type: 'two_factor_enabled',
        action: 'enable two-step sign-in',
        status: 'success',
        resource: { type: 'user', id: userId },
      });
    });
    return codes;
  }

  private async pending(userId: string): Promise<TwoFactor> {
    const found = await this.repository.find(userId);
    if (found?.confirmedAt) throw new GatehouseError('TWO_FACTOR_ACTIVE', 'Two-step sign-in is already on.');
    // on both sides: a beginning that lies ahead is of before the clock was set back
    const isFresh =
      found !== undefined && Math.abs(this.clock.now().getTime() - found.startedAt.getTime()) < ENROLMENT_MS;
    if (!isFresh) throw notStarted();
    return found;
  }
}

function notStarted(): GatehouseError {
  return new GatehouseError(
    'TWO_FACTOR_NOT_STARTED',
    'There is no setup to confirm, or it is older than 15 minutes. Start again.',
  );
}
