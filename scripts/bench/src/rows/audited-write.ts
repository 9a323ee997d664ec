import { randomUUID } from 'node:crypto';
import { Requires } from '@gatehouse/access';
import { loadConfig } from '@gatehouse/config';
import { AuditTrail, TokenIssuer } from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import { RateLimit } from '@gatehouse/http';
import { CreateSetting } from '@gatehouse/settings';
import { Controller, type DynamicModule, HttpCode, Module, Post } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../../../../apps/api/src/app.module.ts';
import { apiConfigSections } from '../../../../apps/api/src/config-sections.ts';
import { createApi } from '../../../../apps/api/src/create-api.ts';
import type { BenchRow } from '../bench-row.ts';
import { HttpClients } from '../http-clients.ts';

const SECRET = 'a secret of some length, as they are';

/** The clients send one request over and over, so the route chooses a key of its own for each setting. */
@Controller('bench')
class WriteController {
  constructor(private readonly modules: ModuleRef) {}

  @Post('write')
  @HttpCode(200)
  @Requires('settings:write')
  @RateLimit('write')
  async write(): Promise<{ readonly version: number }> {
    const { version } = await this.modules.get(CreateSetting, { strict: false }).execute(`bench-${randomUUID()}`, {
      category: 'bench',
      type: 'string',
      description: '',
      tags: [],
      constraints: {},
      sensitive: true,
      expiresAt: null,
      value: { text: SECRET, json: SECRET },
    });
    return { version };
  }
}

@Module({})
class WriteModule {}

/** A setting created through all that stands in front of a route, with its audit entry and with a trail that writes nothing. */
export const auditedWrite: BenchRow = {
  name: 'audited-write',
  target: 0.7,
  prepare: async () => {
    const [audited, unaudited] = [await startApp(), await startApp()];
    const nothing = () => Promise.resolve();
    Object.assign(unaudited.get(AuditTrail, { strict: false }), { record: nothing, recordAlone: nothing });
    const asked = {
      subject: uuidv7(new Date()),
      kind: 'user',
      role: 'admin',
      scope: '',
      sessionId: uuidv7(new Date()),
    } as const;
    const { token } = await audited.get(TokenIssuer).issue(asked);
    const clients = new HttpClients();
    const request = { method: 'POST', path: '/api/bench/write', headers: { Authorization: `Bearer ${token}` } };
    return {
      product: clients.ask(audited, request),
      floor: clients.ask(unaudited, request),
      close: async () => {
        await clients.close();
        await audited.close();
        await unaudited.close();
      },
    };
  },
};

async function startApp(): Promise<NestExpressApplication> {
  const config = loadConfig(apiConfigSections, process.env);
  const module: DynamicModule = {
    module: WriteModule,
    imports: [AppModule.forRoot(config)],
    controllers: [WriteController],
  };
  const app = await createApi(module);
  await app.listen(0, '127.0.0.1');
  return app;
}
