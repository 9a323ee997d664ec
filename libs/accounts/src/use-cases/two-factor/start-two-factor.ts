import { AuditTrail, Clock, GatehouseError, SecretBox, UnitOfWork } from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { newTotpSecret, otpauthUri } from '../../domain/totp.ts';
import { TwoFactorRepository } from '../../domain/two-factor-repository.ts';
import { ConfirmPassword } from '../own-account/confirm-password.ts';
import { totpBinding } from './second-factor.ts';

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
    private readonly secretBox: SecretBox,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @throws TWO_FACTOR_ACTIVE, and what {@link ConfirmPassword} throws */
  async execute(userId: string, password: string): Promise<TwoFactorSecret> {
    const action = 'start two-step sign-in';
    const confirmed = await this.confirmPassword.execute({ userId, password, action, pointer: '/password' });
    const startedAt = this.clock.now();
    const id = uuidv7(startedAt);
    const plain = newTotpSecret();
    const secret = this.secretBox.seal(plain, totpBinding(id));
    const started = await this.unitOfWork.run(async () => {
      await this.confirmPassword.acceptPassword(confirmed);
      if (!(await this.repository.start({ id, userId, secret, startedAt }))) return false;
      await this.audit.record({
        type: 'two_factor_started',
        action,
        status: 'success',
        resource: { type: 'user', id: userId },
      });
      return true;
    });
    if (!started)
      throw new GatehouseError('TWO_FACTOR_ACTIVE', 'Two-step sign-in is on. Switch it off before you set it up anew.');
    return { secret: plain, otpauthUri: otpauthUri(plain, confirmed.user.login) };
  }
}
