export { ConfigModule } from './config.module.ts';
export { ConfigError, type LoadedConfig, loadConfig } from './load-config.ts';
export { ENVIRONMENTS, type Environment, type PlatformConfig, platformConfig } from './platform.config.ts';
export { configurationReference, environmentExample } from './reference.ts';
export { type ConfigOf, type ConfigSection, defineConfig } from './section.ts';
export { ConfigValueError, setting } from './setting.ts';
