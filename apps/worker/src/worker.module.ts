import { type DynamicModule, Module } from '@nestjs/common';
import { AlertsModule, AlertsWorkerModule } from '@gatehouse/alerts';
import { AuditLogModule, AuditWorkerModule } from '@gatehouse/audit';
import { ClientsWorkerModule } from '@gatehouse/clients';
import { ConfigModule, type LoadedConfig } from '@gatehouse/config';
import { SecretBoxModule } from '@gatehouse/credentials';
import { DatabaseModule, DatabaseUpkeepModule } from '@gatehouse/database';
import { KeysWorkerModule, SigningKeyEntity } from '@gatehouse/keys';
import { countSlowQuery, ObservabilityModule } from '@gatehouse/observability';
import { JobRunnerModule, RedisModule } from '@gatehouse/redis';
import { ScheduleRunnerModule } from '@gatehouse/schedule';
import { SettingsWorkerModule } from '@gatehouse/settings';
import { SiemWorkerModule } from '@gatehouse/siem';
import { UploadEntity, UploadsWorkerModule } from '@gatehouse/uploads';

/** The worker process: the domains with their jobs instead of their routes. */
@Module({})
export class WorkerModule {
  static forRoot(config: LoadedConfig): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.forRoot(config),
        // what is imported last ends first: the last alerts and heartbeats need Postgres, and what waits is handed to Redis
        RedisModule,
        DatabaseModule.forRoot({
          applicationName: 'gatehouse-worker',
          onSlowQuery: countSlowQuery,
          entities: [UploadEntity, SigningKeyEntity],
        }),
        ObservabilityModule.forRoot({ process: 'worker' }),
        AlertsModule,
        DatabaseUpkeepModule,
        SecretBoxModule,
        AuditLogModule,
        AuditWorkerModule,
        SiemWorkerModule,
        SettingsWorkerModule,
        UploadsWorkerModule,
        KeysWorkerModule,
        ClientsWorkerModule,
        AlertsWorkerModule,
        ScheduleRunnerModule,
        JobRunnerModule,
      ],
    };
  }
}
