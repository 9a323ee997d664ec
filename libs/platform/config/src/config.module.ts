import { type DynamicModule, Module } from '@nestjs/common';
import type { LoadedConfig } from './load-config.ts';

/** Offers every loaded section under its token, to the whole app. */
@Module({})
export class ConfigModule {
  static forRoot(config: LoadedConfig): DynamicModule {
    const providers = config.sections().map((section) => ({ provide: section.token, useValue: config.get(section) }));
    return { module: ConfigModule, global: true, providers, exports: providers };
  }
}
