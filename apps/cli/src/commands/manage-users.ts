import { AccountsOperatorModule, CreateUser, DisableUser, UnlockUser, UserEntity } from '@gatehouse/accounts';
import { AuditWorkerModule } from '@gatehouse/audit';
import { ROLES } from '@gatehouse/contracts';
import type { Command } from '../command.ts';
import { withContext } from '../with-context.ts';

const USAGE = 64;
const needs = { modules: [AuditWorkerModule, AccountsOperatorModule], entities: [UserEntity] };

export const createUser: Command = {
  name: 'users create',
  summary: `Make a console user with a one-time password: users create LOGIN [${ROLES.join('|')}], viewer unless told`,
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
  summary: 'Lock a console user out and end every session: users disable LOGIN',
  async run([login, ...more]) {
    if (!isLogin(login) || more.length > 0) return usage(this);
    await withContext(needs, (context) => context.get(DisableUser).execute(login));
    console.log('disabled');
    return 0;
  },
};

export const unlockUser: Command = {
  name: 'users unlock',
  summary: 'Let a console user try to sign in again at once after too many wrong attempts: users unlock LOGIN',
  async run([login, ...more]) {
    if (!isLogin(login) || more.length > 0) return usage(this);
    const wasLocked = await withContext(needs, (context) => context.get(UnlockUser).execute(login));
    console.log(wasLocked ? 'unlocked' : 'was not locked');
    return 0;
  },
};

/** What begins with a dash is an option of somebody's memory, not a login. */
function isLogin(word: string | undefined): word is string {
  return word !== undefined && !word.startsWith('-');
}

function usage({ summary }: Command): number {
  console.error(summary);
  return USAGE;
}
