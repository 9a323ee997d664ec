import { AlertsModule } from '@gatehouse/alerts';
import { AuditModule } from '@gatehouse/audit';
import { ConfigModule, loadConfig } from '@gatehouse/config';
import { DatabaseModule } from '@gatehouse/database';
import { HttpModule } from '@gatehouse/http';
import { ObservabilityModule } from '@gatehouse/observability';
import { RedisModule } from '@gatehouse/redis';
import { type DynamicModule, Module } from '@nestjs/common';
import { apiConfigSections } from '../../../../apps/api/src/config-sections.ts';
import { createApi } from '../../../../apps/api/src/create-api.ts';
import type { BenchRow } from '../bench-row.ts';
import { authorizationOf, READ_PATH, ReadController, startGuardedApp } from '../guarded-app.ts';
import { HttpClients } from '../http-clients.ts';

@Module({})
class UnguardedModule {}

/**
 * One route, one process, the same things in front of it (request context, headers, log, metrics), with all guards of the
 * product (who asks, how often, whether it is allowed) and with none.
 */
export const guardedRead: BenchRow = {
  name: 'guarded-read',
  target: 0.95,
  prepare: async () => {
    const config = loadConfig(apiConfigSections, process.env);
    const without: DynamicModule = {
      module: UnguardedModule,
      imports: [
        ConfigModule.forRoot(config),
        ObservabilityModule.forRoot({ process: 'api' }),
        DatabaseModule.forRoot({ applicationName: 'gatehouse-bench', entities: [] }),
        RedisModule,
        AlertsModule,
        AuditModule,
        HttpModule,
      ],
      controllers: [ReadController],
    };
    const [guarded, unguarded] = [await startGuardedApp(), await createApi(without)];
    await unguarded.listen(0, '127.0.0.1');
    const clients = new HttpClients();
    const request = { path: READ_PATH, headers: await authorizationOf(guarded, 'viewer') };
    return {
      product: clients.ask(guarded, request),
      floor: clients.ask(unguarded, request),
      close: async () => {
        await clients.close();
        await guarded.close();
        await unguarded.close();
      },
    };
  },
};
