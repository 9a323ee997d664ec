import { CredentialsModule } from '@gatehouse/credentials';
import { Module } from '@nestjs/common';
import { ServiceAccountRepository } from './domain/service-account-repository.ts';
import { PostgresServiceAccountRepository } from './persistence/postgres-service-account-repository.ts';
import { RevokeClientSecret } from './use-cases/secrets/revoke-client-secret.ts';
import { RotateClientSecret } from './use-cases/secrets/rotate-client-secret.ts';
import { CreateServiceAccount } from './use-cases/service-accounts/create-service-account.ts';
import { FindServiceAccount } from './use-cases/service-accounts/find-service-account.ts';
import { ListServiceAccounts } from './use-cases/service-accounts/list-service-accounts.ts';
import { ServiceAccountWriter } from './use-cases/service-accounts/service-account-writer.ts';
import { SwitchServiceAccount } from './use-cases/service-accounts/switch-service-account.ts';

const forOperators = [
  FindServiceAccount,
  ListServiceAccounts,
  CreateServiceAccount,
  RotateClientSecret,
  RevokeClientSecret,
  SwitchServiceAccount,
];

/** What an operator does to service accounts from a shell, without routes. */
@Module({
  imports: [CredentialsModule],
  providers: [
    { provide: ServiceAccountRepository, useClass: PostgresServiceAccountRepository },
    ServiceAccountWriter,
    ...forOperators,
  ],
  exports: forOperators,
})
export class ClientsOperatorModule {}
