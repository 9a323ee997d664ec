import { CredentialsModule } from '@gatehouse/credentials';
import { HttpModule } from '@gatehouse/http';
import { Injectable, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { UserRepository } from './domain/user-repository.ts';
import { AuthController } from './http/auth.controller.ts';
import { RefreshCookie } from './http/refresh-cookie.ts';
import { TypeormUserRepository } from './persistence/typeorm-user-repository.ts';
import { ChangePassword } from './use-cases/change-password.ts';
import { EnsureFirstAdmin } from './use-cases/ensure-first-admin.ts';
import { FindOwnAccount } from './use-cases/find-own-account.ts';
import { OpenSession } from './use-cases/open-session.ts';
import { RefreshSession } from './use-cases/refresh-session.ts';
import { SignIn } from './use-cases/sign-in.ts';
import { SignOut } from './use-cases/sign-out.ts';

@Injectable()
class FirstAdminLifecycle implements OnModuleInit {
  private readonly logger = new Logger('Accounts');

  constructor(private readonly ensureFirstAdmin: EnsureFirstAdmin) {}

  async onModuleInit(): Promise<void> {
    const outcome = await this.ensureFirstAdmin.execute();
    if (outcome === 'created') this.logger.log('The first administrator was created');
    if (outcome === 'no_password_given')
      this.logger.warn(
        'Nobody can sign in: there are no users. Set FIRST_ADMIN_PASSWORD or FIRST_ADMIN_PASSWORD_FILE and start again',
      );
  }
}

/** Console users and their sessions. Needs a `TokenIssuer` from another global module. */
@Module({
  imports: [CredentialsModule, HttpModule],
  controllers: [AuthController],
  providers: [
    { provide: UserRepository, useClass: TypeormUserRepository },
    EnsureFirstAdmin,
    OpenSession,
    SignIn,
    RefreshSession,
    SignOut,
    ChangePassword,
    FindOwnAccount,
    RefreshCookie,
    FirstAdminLifecycle,
  ],
  exports: [EnsureFirstAdmin],
})
export class AccountsModule {}
