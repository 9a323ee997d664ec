import { HttpModule } from '@gatehouse/http';
import { Module } from '@nestjs/common';
import { AccountsOperatorModule } from './accounts-operator.module.ts';
import { UserAccessController } from './http/user-access.controller.ts';
import { UserLockController } from './http/user-lock.controller.ts';
import { UsersController } from './http/users.controller.ts';

/** What an administrator does to console users over HTTP. */
@Module({
  imports: [AccountsOperatorModule, HttpModule],
  controllers: [UsersController, UserAccessController, UserLockController],
})
export class UserAdministrationModule {}
