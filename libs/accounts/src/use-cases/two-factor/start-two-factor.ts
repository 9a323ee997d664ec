import { AuditTrail, GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { TwoFactorRepository } from '../../domain/two-factor-repository.ts';
import { ConfirmPassword } from '../own-account/confirm-password.ts';
import { TotpSecrets } from './totp-secrets.ts';

/** What the authenticator app needs; shown once. */
export interface TwoFactorSecret {
  /** Base32. */
  readonly secret: string;
  readonly otpauthUri: string;
}

/** Begins two-step sign-in. Nothing is asked for before a first code has shown that the app has the secret. */
@Injectable()
export class StartTwoFactor {
  constructor(
    private readonly confirmPassword: ConfirmPassword,
    private readonly repository: TwoFactorRepository,
    private readonly secrets: TotpSecrets,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws TWO_FACTOR_ACTIVE, and what {@link ConfirmPassword} throws */
  async execute(userId: string, password: string): Promise<TwoFactorSecret> {
    const action = 'start two-step sign-in setup';
    const confirmed = await this.confirmPassword.execute({ userId, password, action, pointer: '/password' });
    const { enrolment, secret } = this.secrets.draft(userId);
    const started = await this.unitOfWork.run(async () => {
      await this.confirmPassword.acceptPassword(confirmed);
      if (!(await this.repository.start(enrolment))) return false;
      await this.audit.record({
        type: 'two_factor_started',
        action,
        status: 'success',
        resource: { type: 'user', id: userId },
      });
      return true;
    });
    if (!started)
      throw new GatehouseError('TWO_FACTOR_ACTIVE', 'Two-step sign-in is on. Turn it off before you set it up again.');
    return { secret, otpauthUri: this.secrets.uriOf(secret, confirmed.user.login) };
  }
}
