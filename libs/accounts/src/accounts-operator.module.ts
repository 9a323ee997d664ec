import { CredentialsModule } from '@gatehouse/credentials';
import { Module } from '@nestjs/common';
import { TwoFactorRepository } from './domain/two-factor-repository.ts';
import { UserAccountRepository } from './domain/user-account-repository.ts';
import { UserRepository } from './domain/user-repository.ts';
import { PostgresTwoFactorRepository } from './persistence/postgres-two-factor-repository.ts';
import { TypeormUserAccountRepository } from './persistence/typeorm-user-account-repository.ts';
import { TypeormUserRepository } from './persistence/typeorm-user-repository.ts';
import { ChangeUserRole } from './use-cases/change-user-role.ts';
import { CreateUser } from './use-cases/create-user.ts';
import { DisableUser } from './use-cases/disable-user.ts';
import { EnableUser } from './use-cases/enable-user.ts';
import { EndUserSessions } from './use-cases/end-user-sessions.ts';
import { FindUserAccount } from './use-cases/find-user-account.ts';
import { ListUserAccounts } from './use-cases/list-user-accounts.ts';
import { ResetUserPassword } from './use-cases/reset-user-password.ts';
import { UnlockUser } from './use-cases/unlock-user.ts';
import { UserWriter } from './use-cases/user-writer.ts';

const useCases = [
  ListUserAccounts,
  FindUserAccount,
  CreateUser,
  ChangeUserRole,
  DisableUser,
  EnableUser,
  ResetUserPassword,
  EndUserSessions,
  UnlockUser,
];

/** What an operator does to console users from a shell, without routes. */
@Module({
  imports: [CredentialsModule],
  providers: [
    { provide: UserRepository, useClass: TypeormUserRepository },
    { provide: UserAccountRepository, useClass: TypeormUserAccountRepository },
    { provide: TwoFactorRepository, useClass: PostgresTwoFactorRepository },
    UserWriter,
    ...useCases,
  ],
  exports: useCases,
})
export class AccountsOperatorModule {}
