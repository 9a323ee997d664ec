import { Injectable } from '@nestjs/common';
import { canonicalLogin } from '../../domain/canonical-login.ts';
import { UserAccountRepository } from '../../domain/user-account-repository.ts';
import type { UserAccount, UserAccountView } from '../../domain/user-account.ts';
import { DescribeUsers } from './describe-users.ts';
import { userNotFound } from './user-writer.ts';

@Injectable()
export class FindUserAccount {
  constructor(
    private readonly accounts: UserAccountRepository,
    private readonly describe: DescribeUsers,
  ) {}

  /** @throws USER_NOT_FOUND */
  async execute(id: string): Promise<UserAccountView> {
    const account = await this.accounts.findById(id);
    if (!account) throw userNotFound();
    return this.view(account);
  }

  /** For operators, who know people by their login. @throws USER_NOT_FOUND */
  async byLogin(login: string): Promise<UserAccountView> {
    const account = await this.accounts.findByCanonicalLogin(canonicalLogin(login));
    if (!account) throw userNotFound();
    return this.view(account);
  }

  async view(account: UserAccount): Promise<UserAccountView> {
    const [view] = await this.describe.execute([account]);
    if (!view) throw userNotFound();
    return view;
  }
}
