import { Lockout, SessionOverview } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { lockSubject } from '../../domain/lock-subject.ts';
import type { UserAccount, UserAccountView } from '../../domain/user-account.ts';

/** Adds to accounts what signing in knows of them: sessions and locks. Two statements, however many accounts. */
@Injectable()
export class DescribeUsers {
  constructor(
    private readonly sessions: SessionOverview,
    private readonly lockout: Lockout,
  ) {}

  /** In the order of `accounts`. */
  async execute(accounts: readonly UserAccount[]): Promise<readonly UserAccountView[]> {
    const ids = accounts.map(({ id }) => id);
    const sessions = await this.sessions.of('user', ids);
    const locks = await this.lockout.locksOf(ids.map(lockSubject));
    return accounts.map((account, index) => ({
      account,
      lastSignInAt: sessions[index]?.lastStartedAt,
      openSessions: sessions[index]?.open ?? 0,
      lockedUntil: locks.get(lockSubject(account.id)),
    }));
  }
}
