import { defineCursor, type Page, toPage } from '@gatehouse/contracts';
import { Lockout } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { canonicalLogin } from '../../domain/canonical-login.ts';
import { USER_LOCKS, userOfLock } from '../../domain/lock-subject.ts';
import { type UserAccountQuery, UserAccountRepository } from '../../domain/user-account-repository.ts';
import type { UserAccountView, UserStateFilter } from '../../domain/user-account.ts';
import { DescribeUsers } from './describe-users.ts';

const cursors = defineCursor({ login: 'text' });

/** More locked accounts nobody works through by hand. */
const MOST_LOCKED = 1000;

export type UserListQuery = Omit<UserAccountQuery, 'after' | 'among' | 'state'> & {
  readonly state?: UserStateFilter | undefined;
};

@Injectable()
export class ListUserAccounts {
  constructor(
    private readonly accounts: UserAccountRepository,
    private readonly lockout: Lockout,
    private readonly describe: DescribeUsers,
  ) {}

  /** In the order of their logins. @throws INVALID_CURSOR */
  async execute({ state, ...query }: UserListQuery, cursor?: string): Promise<Page<UserAccountView>> {
    const after = cursor === undefined ? undefined : cursors.decode(cursor).login;
    const text = query.text === undefined ? undefined : canonicalLogin(query.text);
    const whom = state === 'locked' ? { state: 'enabled' as const, among: await this.lockedIds() } : { state };
    const { rows, count } = await this.accounts.list({ ...query, ...whom, text, after, limit: query.limit + 1 });
    const page = toPage(
      rows,
      query.limit,
      (account) => cursors.encode({ login: account.canonicalLogin }),
      (account) => account,
      count,
    );
    return { ...page, items: await this.describe.execute(page.items) };
  }

  private async lockedIds(): Promise<readonly string[]> {
    return (await this.lockout.lockedSubjects(USER_LOCKS, MOST_LOCKED)).map(userOfLock);
  }
}
