import { defineCursor, type Page, toPage } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { canonicalLogin } from '../../domain/canonical-login.ts';
import { type UserAccountQuery, UserAccountRepository } from '../../domain/user-account-repository.ts';
import type { UserAccountView } from '../../domain/user-account.ts';
import { DescribeUsers } from './describe-users.ts';

const cursors = defineCursor({ login: 'text' });

@Injectable()
export class ListUserAccounts {
  constructor(
    private readonly accounts: UserAccountRepository,
    private readonly describe: DescribeUsers,
  ) {}

  /** In the order of their logins. @throws INVALID_CURSOR */
  async execute(query: Omit<UserAccountQuery, 'after'>, cursor?: string): Promise<Page<UserAccountView>> {
    const after = cursor === undefined ? undefined : cursors.decode(cursor).login;
    const text = query.text === undefined ? undefined : canonicalLogin(query.text);
    const { rows, count } = await this.accounts.list({ ...query, text, after, limit: query.limit + 1 });
    const page = toPage(
      rows,
      query.limit,
      (account) => cursors.encode({ login: account.canonicalLogin }),
      (account) => account,
      count,
    );
    return { ...page, items: await this.describe.execute(page.items) };
  }
}
