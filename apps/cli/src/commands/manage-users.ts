import { AccountsOperatorModule, CreateUser, DisableUser, UserEntity } from '@gatehouse/accounts';
import { AuditWorkerModule } from '@gatehouse/audit';
import { ROLES } from '@gatehouse/contracts';
import type { Command } from '../command.ts';
import { withContext } from '../with-context.ts';

const USAGE = 64;
const needs = { modules: [AuditWorkerModule, AccountsOperatorModule], entities: [UserEntity] };

export const createUser: Command = {
  name: 'users create',
  summary: `Make a console user with a one-time password: users create LOGIN [${ROLES.join('|')}]`,
  async run([login, wanted = 'viewer']) {
    const role = ROLES.find((one) => one === wanted);
    if (login === undefined || role === undefined) return usage(this);
    const created = await withContext(needs, (context) => context.get(CreateUser).execute({ login, role }));
    console.log(JSON.stringify(created, undefined, 2));
    return 0;
  },
};

export const disableUser: Command = {
  name: 'users disable',
  summary: 'Lock a console user out and end every session: users disable LOGIN',
  async run([login]) {
    if (login === undefined) return usage(this);
    await withContext(needs, (context) => context.get(DisableUser).execute(login));
    console.log('disabled');
    return 0;
  },
};

function usage({ summary }: Command): number {
  console.error(summary);
  return USAGE;
}
