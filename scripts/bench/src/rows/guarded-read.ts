import { Requires } from '@gatehouse/access';
import { AlertsModule } from '@gatehouse/alerts';
import { AuditModule } from '@gatehouse/audit';
import { ConfigModule, loadConfig } from '@gatehouse/config';
import { TokenIssuer } from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import { DatabaseModule } from '@gatehouse/database';
import { HttpModule } from '@gatehouse/http';
import { ObservabilityModule } from '@gatehouse/observability';
import { RedisModule } from '@gatehouse/redis';
import { Controller, type DynamicModule, Get, Module } from '@nestjs/common';
import { AppModule } from '../../../../apps/api/src/app.module.ts';
import { apiConfigSections } from '../../../../apps/api/src/config-sections.ts';
import { createApi } from '../../../../apps/api/src/create-api.ts';
import type { BenchRow } from '../bench-row.ts';
import { HttpClients } from '../http-clients.ts';

@Controller('bench')
class ReadController {
  @Get('read')
  @Requires('account:self')
  read(): { readonly answer: string } {
    return { answer: 'here it is' };
  }
}

@Module({})
class GuardedModule {}

@Module({})
class UnguardedModule {}

/**
 * One route, one process, the same things in front of it (request context, headers, log, metrics), with all guards of the
 * product (who asks, how often, whether it is allowed) and with none.
 */
export const guardedRead: BenchRow = {
  name: 'guarded-read',
  target: 0.85,
  prepare: async () => {
    const config = loadConfig(apiConfigSections, process.env);
    const withGuards: DynamicModule = {
      module: GuardedModule,
      imports: [AppModule.forRoot(config)],
      controllers: [ReadController],
    };
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
    const [guarded, unguarded] = [await createApi(withGuards), await createApi(without)];
    for (const app of [guarded, unguarded]) await app.listen(0, '127.0.0.1');
    const asked = {
      subject: uuidv7(new Date()),
      kind: 'user',
      role: 'viewer',
      scope: '',
      sessionId: uuidv7(new Date()),
    } as const;
    const { token } = await guarded.get(TokenIssuer).issue(asked);
    const clients = new HttpClients();
    const request = { path: '/api/bench/read', headers: { Authorization: `Bearer ${token}` } };
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
