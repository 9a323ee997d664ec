import { CredentialsModule } from '@gatehouse/credentials';
import { HttpModule } from '@gatehouse/http';
import { Injectable, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { PrometheusSignInMetrics, signInMetricProviders } from './adapters/prometheus-sign-in-metrics.ts';
import { SignInMetrics } from './domain/sign-in-metrics.ts';
import { TwoFactorRepository } from './domain/two-factor-repository.ts';
import { UserRepository } from './domain/user-repository.ts';
import { AuthController } from './http/auth.controller.ts';
import { OwnAccountController } from './http/own-account.controller.ts';
import { OwnSessionsController } from './http/own-sessions.controller.ts';
import { RefreshCookie } from './http/refresh-cookie.ts';
import { TwoFactorController } from './http/two-factor.controller.ts';
import { PostgresTwoFactorRepository } from './persistence/postgres-two-factor-repository.ts';
import { PostgresUserNames } from './persistence/postgres-user-names.ts';
import { TypeormUserRepository } from './persistence/typeorm-user-repository.ts';
import { ChangePassword } from './use-cases/own-account/change-password.ts';
import { ConfirmPassword } from './use-cases/own-account/confirm-password.ts';
import { FindOwnAccount } from './use-cases/own-account/find-own-account.ts';
import { JudgeNewPassword } from './use-cases/own-account/judge-new-password.ts';
import { ReplaceOwnPassword } from './use-cases/own-account/replace-own-password.ts';
import { AdmitUser } from './use-cases/sessions/admit-user.ts';
import { EndOtherSessions } from './use-cases/sessions/end-other-sessions.ts';
import { EndOwnSession } from './use-cases/sessions/end-own-session.ts';
import { FailedAttempts } from './use-cases/sessions/failed-attempts.ts';
import { ListOwnSessions } from './use-cases/sessions/list-own-sessions.ts';
import { OpenSession } from './use-cases/sessions/open-session.ts';
import { RefreshSession } from './use-cases/sessions/refresh-session.ts';
import { SignInAttempts } from './use-cases/sessions/sign-in-attempts.ts';
import { SignIn } from './use-cases/sessions/sign-in.ts';
import { SignOut } from './use-cases/sessions/sign-out.ts';
import { ConfirmBothFactors } from './use-cases/two-factor/confirm-both-factors.ts';
import { ConfirmTwoFactor } from './use-cases/two-factor/confirm-two-factor.ts';
import { DescribeTwoFactor } from './use-cases/two-factor/describe-two-factor.ts';
import { DisableTwoFactor } from './use-cases/two-factor/disable-two-factor.ts';
import { ReplaceRecoveryCodes } from './use-cases/two-factor/replace-recovery-codes.ts';
import { SecondFactor } from './use-cases/two-factor/second-factor.ts';
import { StartTwoFactor } from './use-cases/two-factor/start-two-factor.ts';
import { TotpSecrets } from './use-cases/two-factor/totp-secrets.ts';
import { DraftUser } from './use-cases/users/draft-user.ts';
import { EnsureFirstAdmin } from './use-cases/users/ensure-first-admin.ts';

@Injectable()
class FirstAdminLifecycle implements OnModuleInit {
  private readonly logger = new Logger('Accounts');

  constructor(private readonly ensureFirstAdmin: EnsureFirstAdmin) {}

  async onModuleInit(): Promise<void> {
    const outcome = await this.ensureFirstAdmin.execute();
    if (outcome === 'created') this.logger.log('The first administrator was created');
    if (outcome === 'no_password_given')
      this.logger.warn(
        'Nobody can sign in: there are no users. Set FIRST_ADMIN_PASSWORD or FIRST_ADMIN_PASSWORD_FILE and restart',
      );
  }
}

/** Console users and their sessions. Needs a `TokenIssuer` and a `SecretBox` from other global modules. */
@Module({
  imports: [CredentialsModule, HttpModule],
  controllers: [AuthController, OwnAccountController, OwnSessionsController, TwoFactorController],
  providers: [
    { provide: UserRepository, useClass: TypeormUserRepository },
    { provide: TwoFactorRepository, useClass: PostgresTwoFactorRepository },
    PostgresUserNames,
    { provide: SignInMetrics, useClass: PrometheusSignInMetrics },
    ...signInMetricProviders,
    DraftUser,
    EnsureFirstAdmin,
    OpenSession,
    TotpSecrets,
    SecondFactor,
    FailedAttempts,
    SignInAttempts,
    AdmitUser,
    SignIn,
    RefreshSession,
    SignOut,
    JudgeNewPassword,
    ReplaceOwnPassword,
    ChangePassword,
    FindOwnAccount,
    ConfirmPassword,
    ConfirmBothFactors,
    StartTwoFactor,
    ConfirmTwoFactor,
    DescribeTwoFactor,
    ReplaceRecoveryCodes,
    DisableTwoFactor,
    ListOwnSessions,
    EndOwnSession,
    EndOtherSessions,
    RefreshCookie,
    FirstAdminLifecycle,
  ],
  exports: [EnsureFirstAdmin],
})
export class AccountsModule {}
