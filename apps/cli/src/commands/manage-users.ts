import {
  AccountsOperatorModule,
  ChangeUserRole,
  CreateUser,
  DisableUser,
  EnableUser,
  FindUserAccount,
  ListUserAccounts,
  ResetUserPassword,
  UnlockUser,
  UserEntity,
} from '@gatehouse/accounts';
import { AuditLogModule } from '@gatehouse/audit';
import { ROLES } from '@gatehouse/contracts';
import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from '../command.ts';
import { withContext } from '../with-context.ts';

const USAGE = 64;
const PAGE = 100;
const needs = { modules: [AuditLogModule, AccountsOperatorModule], entities: [UserEntity] };

export const listUsers: Command = {
  name: 'users list',
  summary: 'The console users, sorted by login',
  async run(words) {
    if (words.length > 0) return usage(this);
    console.table(await withContext(needs, (context) => everyUser(context.get(ListUserAccounts))));
    return 0;
  },
};

export const createUser: Command = {
  name: 'users create',
  summary: `Create a console user with a one-time password: users create LOGIN [${ROLES.join('|')}] (default: viewer)`,
  async run([login, wanted = 'viewer', ...more]) {
    const role = ROLES.find((one) => one === wanted);
    if (!isLogin(login) || role === undefined || more.length > 0) return usage(this);
    const created = await withContext(needs, (context) => context.get(CreateUser).execute({ login, role }));
    console.log(JSON.stringify(created, undefined, 2));
    return 0;
  },
};

export const disableUser: Command = {
  name: 'users disable',
  summary: 'Disable a console user and end all sessions: users disable LOGIN',
  async run([login, ...more]) {
    if (!isLogin(login) || more.length > 0) return usage(this);
    await onUser(login, (context, id) => context.get(DisableUser).execute(id));
    console.log('disabled');
    return 0;
  },
};

export const unlockUser: Command = {
  name: 'users unlock',
  summary: 'Lift the lock after too many failed sign-ins: users unlock LOGIN',
  async run([login, ...more]) {
    if (!isLogin(login) || more.length > 0) return usage(this);
    const wasLocked = await onUser(login, (context, id) => context.get(UnlockUser).execute(id));
    console.log(wasLocked ? 'unlocked' : 'was not locked');
    return 0;
  },
};

export const enableUser: Command = {
  name: 'users enable',
  summary: 'Re-enable a disabled console user: users enable LOGIN',
  async run([login, ...more]) {
    if (!isLogin(login) || more.length > 0) return usage(this);
    await onUser(login, (context, id) => context.get(EnableUser).execute(id));
    console.log('enabled');
    return 0;
  },
};

export const changeUserRole: Command = {
  name: 'users role',
  summary: `Change the role of a console user and end all sessions: users role LOGIN ${ROLES.join('|')}`,
  async run([login, wanted, ...more]) {
    const role = ROLES.find((one) => one === wanted);
    if (!isLogin(login) || role === undefined || more.length > 0) return usage(this);
    await onUser(login, (context, id) => context.get(ChangeUserRole).execute(id, role));
    console.log(role);
    return 0;
  },
};

export const resetUser: Command = {
  name: 'users reset',
  summary: 'Replace a lost password with a one-time password and end all sessions: users reset LOGIN',
  async run([login, ...more]) {
    if (!isLogin(login) || more.length > 0) return usage(this);
    const { view, oneTimePassword } = await onUser(login, (context, id) => context.get(ResetUserPassword).execute(id));
    const { id, disabledAt } = view.account;
    console.log(JSON.stringify({ id, login: view.account.login, oneTimePassword }, undefined, 2));
    if (disabledAt) console.error(`This user is disabled and cannot sign in: users enable ${login}`);
    return 0;
  },
};

function onUser<T>(login: string, work: (context: INestApplicationContext, id: string) => Promise<T>): Promise<T> {
  return withContext(needs, async (context) => {
    const { account } = await context.get(FindUserAccount).byLogin(login);
    return work(context, account.id);
  });
}

async function everyUser(list: ListUserAccounts): Promise<readonly object[]> {
  const rows: object[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await list.execute({ limit: PAGE }, cursor);
    for (const { account, lastSignInAt, openSessions, lockedUntil } of items)
      rows.push({
        login: account.login,
        role: account.role,
        state: account.disabledAt ? 'disabled' : 'enabled',
        'one-time password': account.mustChangePassword,
        created: account.createdAt.toISOString(),
        'last sign-in': lastSignInAt?.toISOString() ?? '',
        sessions: openSessions,
        'locked until': lockedUntil?.toISOString() ?? '',
      });
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

/** What begins with a dash is an option of somebody's memory, not a login. */
function isLogin(word: string | undefined): word is string {
  return word !== undefined && !word.startsWith('-');
}

function usage({ summary }: Command): number {
  console.error(summary);
  return USAGE;
}
