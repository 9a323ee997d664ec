import { type ConfigOf, defineConfig } from './section.ts';
import { setting } from './setting.ts';

export const ENVIRONMENTS = ['development', 'staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** What every process knows of where it runs. */
export const platformConfig = defineConfig('platform', {
  environment: setting.oneOf('ENVIRONMENT', ENVIRONMENTS, {
    default: 'development',
    description: 'Environment of this installation. Production refuses weak secrets, wildcard origins and plain HTTP.',
  }),
});
export type PlatformConfig = ConfigOf<typeof platformConfig>;
