import { GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { isUnchanged, type User } from '../../domain/user.ts';
import { UserRepository } from '../../domain/user-repository.ts';
import { type Confirmed, ConfirmPassword } from '../own-account/confirm-password.ts';
import { SecondFactor } from './second-factor.ts';

export interface BothFactors {
  readonly userId: string;
  readonly password: string;
  /** Of the app, or a recovery code. */
  readonly code: string;
}

/** Does something to the second factor of whoever shows both: the password and a code, which is used up by it. */
@Injectable()
export class ConfirmBothFactors {
  constructor(
    private readonly confirmPassword: ConfirmPassword,
    private readonly secondFactor: SecondFactor,
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * @param change runs in the transaction that uses up the code
   * @throws TWO_FACTOR_INACTIVE, VALIDATION_FAILED for what is wrong, and what {@link ConfirmPassword} throws
   */
  async execute<T>(shown: BothFactors, action: string, change: (user: User) => Promise<T>): Promise<T> {
    const { userId, password, code } = shown;
    const confirmed = await this.confirmPassword.execute({ userId, password, action, pointer: '/password' });
    if (!(await this.secondFactor.of(userId))) {
      await this.confirmPassword.acceptPassword(confirmed);
      throw new GatehouseError('TWO_FACTOR_INACTIVE', 'Two-step sign-in is off.');
    }
    const done = await this.unitOfWork.run(() => this.useCode(confirmed, code, change));
    if (done) return done.result;
    const wrong = { userId, action, pointer: '/code' };
    const message = 'This code is incorrect or was already used. Wait for the next one.';
    return this.confirmPassword.refuse(wrong, confirmed.attempt, 'wrong_code', message);
  }

  /** `undefined` when the code is not right, or the account was changed since the password was checked. */
  private async useCode<T>(
    confirmed: Confirmed,
    code: string,
    change: (user: User) => Promise<T>,
  ): Promise<{ readonly result: T } | undefined> {
    const user = await this.users.lockById(confirmed.user.id);
    const twoFactor = await this.secondFactor.of(confirmed.user.id);
    if (!isUnchanged(confirmed.user, user) || !twoFactor) return undefined;
    if (!(await this.secondFactor.use(twoFactor, code))) return undefined;
    await this.confirmPassword.accept(confirmed);
    return { result: await change(user) };
  }
}
