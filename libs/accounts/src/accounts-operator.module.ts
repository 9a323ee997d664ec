import { CredentialsModule } from '@gatehouse/credentials';
import { Module } from '@nestjs/common';
import { TwoFactorRepository } from './domain/two-factor-repository.ts';
import { UserAccountRepository } from './domain/user-account-repository.ts';
import { UserRepository } from './domain/user-repository.ts';
import { PostgresTwoFactorRepository } from './persistence/postgres-two-factor-repository.ts';
import { TypeormUserAccountRepository } from './persistence/typeorm-user-account-repository.ts';
import { TypeormUserRepository } from './persistence/typeorm-user-repository.ts';
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
    DraftUser,
    ClearSignInState,
    DescribeUsers,
    ...useCases,
  ],
  exports: useCases,
})
export class AccountsOperatorModule {}
