import { UnitOfWork } from '@gatehouse/contracts';
import { PasswordHasher } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { oneTimePassword } from '../../domain/one-time-password.ts';
import type { UserAccountView } from '../../domain/user-account.ts';
import { ClearSignInState } from './clear-sign-in-state.ts';
import { FindUserAccount } from './find-user-account.ts';
import { assertSomebodyElse, UserWriter } from './user-writer.ts';

export interface PasswordReset {
  readonly view: UserAccountView;
  /** Shown once; it must be changed at the next sign-in. */
  readonly oneTimePassword: string;
}

/** Lets somebody in again who lost a password or a second factor: a one-time password, no second factor, no lock. Every session ends. */
@Injectable()
export class ResetUserPassword {
  constructor(
    private readonly writer: UserWriter,
    private readonly find: FindUserAccount,
    private readonly hasher: PasswordHasher,
    private readonly clearSignInState: ClearSignInState,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws USER_NOT_FOUND, OWN_ACCOUNT, TOKEN_INVALID, OVERLOADED */
  async execute(id: string): Promise<PasswordReset> {
    assertSomebodyElse(id, 'To change your own password, use the password change, which asks for the current one.');
    // nobody waits for a hash in vain, and no row is held meanwhile
    await this.find.execute(id);
    const password = oneTimePassword();
    const oneTimeHash = await this.hasher.hash(password);
    const view = await this.unitOfWork.run(async () => {
      const { account: before } = await this.writer.lock(id);
      const account = await this.writer.store(before, { oneTimeHash });
      const details = await this.clearSignInState.execute(id, 'password_reset');
      await this.writer.record('user_password_reset', 'reset user password', account, details);
      return this.find.view(account);
    });
    return { view, oneTimePassword: password };
  }
}
