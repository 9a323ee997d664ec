import { AuditTrail, UnitOfWork } from '@gatehouse/contracts';
import { assertAcceptablePassword } from '@gatehouse/credentials';
import { Inject, Injectable } from '@nestjs/common';
import { type AccountsConfig, accountsConfig } from '../../accounts.config.ts';
import { presentedPassword } from '../../domain/one-time-password.ts';
import { UserRepository } from '../../domain/user-repository.ts';
import type { User } from '../../domain/user.ts';
import { DraftUser } from './draft-user.ts';

export type FirstAdmin = 'created' | 'users_exist' | 'no_password_given';

/** Makes the first administrator, once, however many replicas start at the same time. */
@Injectable()
export class EnsureFirstAdmin {
  constructor(
    @Inject(accountsConfig.token) private readonly config: AccountsConfig,
    private readonly draft: DraftUser,
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws PASSWORD_TOO_WEAK when the configured one-time password is no better than a guess */
  async execute(): Promise<FirstAdmin> {
    if (await this.users.exists()) return 'users_exist';
    const { firstAdminLogin: login, firstAdminPassword: password } = this.config;
    if (password === undefined) return 'no_password_given';
    assertAcceptablePassword(password, login, '/FIRST_ADMIN_PASSWORD');
    const created = await this.store(
      await this.draft.execute({ login, role: 'admin' }, presentedPassword({ mustChangePassword: true }, password)),
    );
    return created ? 'created' : 'users_exist';
  }

  private store(admin: User): Promise<boolean> {
    return this.unitOfWork.run(async () => {
      if (!(await this.users.insertFirst(admin))) return false;
      await this.audit.record({
        type: 'user_created',
        action: 'create first administrator',
        status: 'success',
        reason: 'first_start',
        resource: { type: 'user', id: admin.id },
        details: { login: admin.login, role: admin.role },
      });
      return true;
    });
  }
}
