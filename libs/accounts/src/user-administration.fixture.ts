import { randomUUID } from 'node:crypto';
import { type Principal, runInRequestContext } from '@gatehouse/contracts';
import { SessionOverview } from '@gatehouse/credentials';
import type { TestDatabase } from '@gatehouse/database/testing';
import type { FixedClock } from '@gatehouse/testing';
import { connectReplica } from './accounts.fixture.ts';
import { TypeormUserAccountRepository } from './persistence/typeorm-user-account-repository.ts';
import { ChangeUserRole } from './use-cases/users/change-user-role.ts';
import { ClearSignInState } from './use-cases/users/clear-sign-in-state.ts';
import { CreateUser } from './use-cases/users/create-user.ts';
import { DescribeUsers } from './use-cases/users/describe-users.ts';
import { DisableUser } from './use-cases/users/disable-user.ts';
import { DraftUser } from './use-cases/users/draft-user.ts';
import { EnableUser } from './use-cases/users/enable-user.ts';
import { EndUserSessions } from './use-cases/users/end-user-sessions.ts';
import { FindUserAccount } from './use-cases/users/find-user-account.ts';
import { ListUserAccounts } from './use-cases/users/list-user-accounts.ts';
import { ResetUserPassword } from './use-cases/users/reset-user-password.ts';
import { UnlockUser } from './use-cases/users/unlock-user.ts';
import { UserWriter } from './use-cases/users/user-writer.ts';

/** What administrators do to users, on one replica with a pool of its own. */
export async function startAdministration(db: TestDatabase, clock: FixedClock) {
  const { database, unitOfWork, revoker, audit, users, hasher, refreshTokens, lockout, twoFactor, close } =
    await connectReplica(db, clock);
  const accounts = new TypeormUserAccountRepository(database);
  const writer = new UserWriter(users, accounts, refreshTokens, audit, clock);
  const clearSignInState = new ClearSignInState(refreshTokens, twoFactor, lockout);
  const describe = new DescribeUsers(new SessionOverview(database, clock), lockout);
  const find = new FindUserAccount(accounts, describe);
  return {
    audit,
    revoker,
    hasher,
    users,
    refreshTokens,
    twoFactor,
    lockout,
    find,
    list: new ListUserAccounts(accounts, lockout, describe),
    create: new CreateUser(new DraftUser(hasher, clock), users, writer, unitOfWork, audit),
    changeRole: new ChangeUserRole(writer, find, unitOfWork),
    disable: new DisableUser(writer, find, unitOfWork, clock),
    enable: new EnableUser(writer, find, unitOfWork),
    reset: new ResetUserPassword(writer, find, hasher, clearSignInState, unitOfWork),
    unlock: new UnlockUser(writer, lockout, unitOfWork),
    endSessions: new EndUserSessions(writer, unitOfWork),
    close,
  };
}

export type Administration = Awaited<ReturnType<typeof startAdministration>>;

/** Runs `work` as a request of this user would. */
export function actingAs<T>(id: string, work: () => Promise<T>): Promise<T> {
  const principal: Principal = { kind: 'user', id, role: 'admin', permissions: new Set(), tokenId: randomUUID() };
  return runInRequestContext({ requestId: randomUUID(), principal }, work);
}
