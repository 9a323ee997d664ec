import { CredentialsModule } from '@gatehouse/credentials';
import { HttpModule } from '@gatehouse/http';
import { Module } from '@nestjs/common';
import { PrometheusServiceTokenMetrics, serviceTokenCounter } from './adapters/prometheus-service-token-metrics.ts';
import { ServiceAccountRepository } from './domain/service-account-repository.ts';
import { ServiceTokenMetrics } from './domain/service-token-metrics.ts';
import { ClientSecretsController } from './http/client-secrets.controller.ts';
import { OAuthController } from './http/oauth.controller.ts';
import { ServiceAccountsController } from './http/service-accounts.controller.ts';
import { PostgresServiceAccountRepository } from './persistence/postgres-service-account-repository.ts';
import { AuthenticateClient } from './use-cases/authenticate-client.ts';
import { CreateServiceAccount } from './use-cases/create-service-account.ts';
import { DeleteServiceAccount } from './use-cases/delete-service-account.ts';
import { FindServiceAccount } from './use-cases/find-service-account.ts';
import { IntrospectToken } from './use-cases/introspect-token.ts';
import { IssueServiceToken } from './use-cases/issue-service-token.ts';
import { ListServiceAccounts } from './use-cases/list-service-accounts.ts';
import { ReadToken } from './use-cases/read-token.ts';
import { RevokeClientSecret } from './use-cases/revoke-client-secret.ts';
import { RevokeOwnToken } from './use-cases/revoke-own-token.ts';
import { RotateClientSecret } from './use-cases/rotate-client-secret.ts';
import { ServiceAccountWriter } from './use-cases/service-account-writer.ts';
import { SwitchServiceAccount } from './use-cases/switch-service-account.ts';
import { UpdateServiceAccount } from './use-cases/update-service-account.ts';

/** Programs that sign in by themselves. Needs a `TokenIssuer`, a `TokenVerifier` and a `TokenDenyList` from global modules. */
@Module({
  imports: [CredentialsModule, HttpModule],
  controllers: [OAuthController, ServiceAccountsController, ClientSecretsController],
  providers: [
    { provide: ServiceAccountRepository, useClass: PostgresServiceAccountRepository },
    serviceTokenCounter,
    { provide: ServiceTokenMetrics, useClass: PrometheusServiceTokenMetrics },
    ServiceAccountWriter,
    AuthenticateClient,
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
export class ServiceAccountsModule {}
