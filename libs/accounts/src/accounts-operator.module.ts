import { CredentialsModule } from '@gatehouse/credentials';
import { Module } from '@nestjs/common';
import { UserRepository } from './domain/user-repository.ts';
import { TypeormUserRepository } from './persistence/typeorm-user-repository.ts';
import { CreateUser } from './use-cases/create-user.ts';
import { DisableUser } from './use-cases/disable-user.ts';
import { UnlockUser } from './use-cases/unlock-user.ts';

/** What an operator does to console users from a shell, without routes. */
@Module({
  imports: [CredentialsModule],
  providers: [{ provide: UserRepository, useClass: TypeormUserRepository }, CreateUser, DisableUser, UnlockUser],
  exports: [CreateUser, DisableUser, UnlockUser],
})
export class AccountsOperatorModule {}
