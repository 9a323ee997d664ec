import { Module } from '@nestjs/common';
import { ClientSecretUpkeep } from './domain/client-secret-upkeep.ts';
import { ClientSecretsSchedule } from './jobs/client-secrets.schedule.ts';
import { PostgresClientSecretUpkeep } from './persistence/postgres-client-secret-upkeep.ts';
import { PurgeClientSecrets } from './use-cases/secrets/purge-client-secrets.ts';
import { WarnOfExpiringSecrets } from './use-cases/secrets/warn-of-expiring-secrets.ts';

/** What time does to the secrets of service accounts. Needs the app's scheduler. */
@Module({
  providers: [
    { provide: ClientSecretUpkeep, useClass: PostgresClientSecretUpkeep },
    WarnOfExpiringSecrets,
    PurgeClientSecrets,
    ClientSecretsSchedule,
  ],
})
export class ClientsWorkerModule {}
