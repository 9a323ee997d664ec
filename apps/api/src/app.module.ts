import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule, ActorNamesModule } from '@gatehouse/access';
import { AccountsModule, UserAdministrationModule } from '@gatehouse/accounts';
import { AlertsModule } from '@gatehouse/alerts';
import { AuditModule } from '@gatehouse/audit';
import { ClientsModule } from '@gatehouse/clients';
import { ConfigModule, type LoadedConfig } from '@gatehouse/config';
import { SecretBoxModule, TokenDenyListModule } from '@gatehouse/credentials';
import { DatabaseModule } from '@gatehouse/database';
import { HttpModule, ReadOnlyGuardModule } from '@gatehouse/http';
import { KeysModule } from '@gatehouse/keys';
import { countSlowQuery, ObservabilityModule } from '@gatehouse/observability';
import { RedisModule } from '@gatehouse/redis';
import { ScheduleRunnerModule } from '@gatehouse/schedule';
import { SettingsModule } from '@gatehouse/settings';
import { UploadsModule } from '@gatehouse/uploads';
import { apiEntities } from './entities.ts';

/** The API process: what it stands on, the access pipeline, and the domains. */
@Module({})
export class AppModule {
  static forRoot(config: LoadedConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        // what is imported last ends first: the last alerts and heartbeats need Postgres, and what waits is handed to Redis
        RedisModule,
        DatabaseModule.forRoot({
          applicationName: 'gatehouse-api',
          onSlowQuery: countSlowQuery,
          entities: apiEntities,
        }),
        ObservabilityModule.forRoot({ process: 'api' }),
        AlertsModule,
        SecretBoxModule,
        HttpModule,
        TokenDenyListModule,
        AccessModule,
        ReadOnlyGuardModule,
        AuditModule,
        KeysModule,
        AccountsModule,
        ClientsModule,
        UserAdministrationModule,
        ActorNamesModule,
        SettingsModule,
        UploadsModule,
        ScheduleRunnerModule,
      ],
    };
  }
}
