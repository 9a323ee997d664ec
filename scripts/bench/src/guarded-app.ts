import { Requires } from '@gatehouse/access';
import { loadConfig } from '@gatehouse/config';
import { type Role, TokenIssuer } from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import { Controller, type DynamicModule, Get, Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../../../apps/api/src/app.module.ts';
import { apiConfigSections } from '../../../apps/api/src/config-sections.ts';
import { createApi } from '../../../apps/api/src/create-api.ts';

@Controller('bench')
export class ReadController {
  @Get('read')
  @Requires('account:self')
  read(): { readonly answer: string } {
    return { answer: 'here it is' };
  }
}

@Module({})
class GuardedModule {}

/** The whole API with one route more, which does nothing: whatever such a call costs is what stands in front of every route. */
export async function startGuardedApp(): Promise<NestExpressApplication> {
  const module: DynamicModule = {
    module: GuardedModule,
    imports: [AppModule.forRoot(loadConfig(apiConfigSections, process.env))],
    controllers: [ReadController],
  };
  const app = await createApi(module);
  await app.listen(0, '127.0.0.1');
  return app;
}

export const READ_PATH = '/api/bench/read';

/** The header of somebody who is signed in. */
export async function authorizationOf(
  app: NestExpressApplication,
  role: Role,
): Promise<{ readonly Authorization: string }> {
  const [subject, sessionId] = [uuidv7(new Date()), uuidv7(new Date())];
  const { token } = await app.get(TokenIssuer).issue({ subject, kind: 'user', role, scope: '', sessionId });
  return { Authorization: `Bearer ${token}` };
}
