import { CredentialsModule } from '@gatehouse/credentials';
import { HttpModule } from '@gatehouse/http';
import { Module } from '@nestjs/common';
import { PrometheusServiceTokenMetrics, serviceTokenCounter } from './adapters/prometheus-service-token-metrics.ts';
import { ServiceAccountRepository } from './domain/service-account-repository.ts';
import { ServiceTokenMetrics } from './domain/service-token-metrics.ts';
import { ClientSecretsController } from './http/client-secrets.controller.ts';
import { OAuthController } from './http/oauth.controller.ts';
import { ServiceAccountAccessController } from './http/service-account-access.controller.ts';
import { ServiceAccountsController } from './http/service-accounts.controller.ts';
import { ClientCredentialsStrategy } from './http/strategies/client-credentials.strategy.ts';
import { PostgresServiceAccountNames } from './persistence/postgres-service-account-names.ts';
import { PostgresServiceAccountRepository } from './persistence/postgres-service-account-repository.ts';
import { RevokeClientSecret } from './use-cases/secrets/revoke-client-secret.ts';
import { RotateClientSecret } from './use-cases/secrets/rotate-client-secret.ts';
import { CreateServiceAccount } from './use-cases/service-accounts/create-service-account.ts';
import { DeleteServiceAccount } from './use-cases/service-accounts/delete-service-account.ts';
import { FindServiceAccount } from './use-cases/service-accounts/find-service-account.ts';
import { ListServiceAccounts } from './use-cases/service-accounts/list-service-accounts.ts';
import { ServiceAccountWriter } from './use-cases/service-accounts/service-account-writer.ts';
import { SwitchServiceAccount } from './use-cases/service-accounts/switch-service-account.ts';
import { UpdateServiceAccount } from './use-cases/service-accounts/update-service-account.ts';
import { AuthenticateClient } from './use-cases/tokens/authenticate-client.ts';
import { NoteSecretUse } from './use-cases/tokens/note-secret-use.ts';
import { IntrospectToken } from './use-cases/tokens/introspect-token.ts';
import { IssueServiceToken } from './use-cases/tokens/issue-service-token.ts';
import { ReadToken } from './use-cases/tokens/read-token.ts';
import { RevokeOwnToken } from './use-cases/tokens/revoke-own-token.ts';

/** Programs that sign in by themselves. Needs a `TokenIssuer`, a `TokenVerifier` and a `TokenDenyList` from global modules. */
@Module({
  imports: [CredentialsModule, HttpModule],
  controllers: [OAuthController, ServiceAccountsController, ServiceAccountAccessController, ClientSecretsController],
  providers: [
    { provide: ServiceAccountRepository, useClass: PostgresServiceAccountRepository },
    PostgresServiceAccountNames,
    serviceTokenCounter,
    { provide: ServiceTokenMetrics, useClass: PrometheusServiceTokenMetrics },
    ServiceAccountWriter,
    AuthenticateClient,
    ClientCredentialsStrategy,
    NoteSecretUse,
    IssueServiceToken,
    ReadToken,
    IntrospectToken,
    RevokeOwnToken,
    ListServiceAccounts,
    FindServiceAccount,
    CreateServiceAccount,
    UpdateServiceAccount,
    SwitchServiceAccount,
    DeleteServiceAccount,
    RotateClientSecret,
    RevokeClientSecret,
  ],
})
export class ClientsModule {}
