import { type DynamicModule, type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AlertsModule } from '@gatehouse/alerts';
import { ConfigModule, loadConfig } from '@gatehouse/config';
import { SecretBoxModule } from '@gatehouse/credentials';
import { DatabaseModule, type EntityClass } from '@gatehouse/database';
import { ObservabilityModule } from '@gatehouse/observability';
import { RedisModule } from '@gatehouse/redis';
import { contextConfigSections } from './config-sections.ts';
import { ErrorStreamLogger } from './error-stream-logger.ts';

@Module({})
class CommandModule {}

interface Needs {
  readonly modules: readonly (Type | DynamicModule)[];
  readonly entities?: readonly EntityClass[];
}

/** Runs `work` on the same parts that the API stands on, and closes them again. Standard output is left to the result. */
export async function withContext<T>(
  { modules, entities = [] }: Needs,
  work: (context: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const config = loadConfig(contextConfigSections, process.env);
  const module: DynamicModule = {
    module: CommandModule,
    imports: [
      ConfigModule.forRoot(config),
      // what is imported last ends first: the last alerts and heartbeats need Postgres, and what waits is handed to Redis
      RedisModule,
      DatabaseModule.forRoot({ applicationName: 'gatehouse-cli', entities }),
      ObservabilityModule.forRoot({ process: 'command' }),
      AlertsModule,
      SecretBoxModule,
      ...modules,
    ],
  };
  const context = await NestFactory.createApplicationContext(module, {
    logger: new ErrorStreamLogger(),
    abortOnError: false,
  });
  try {
    return await work(context);
  } finally {
    await context.close();
  }
}
