import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export const observabilityConfig = defineConfig('observability', {
  logLevel: setting.oneOf('LOG_LEVEL', LEVELS, {
    default: 'info',
    description: 'Minimum severity that is logged.',
  }),
  metricsHost: setting.string('METRICS_HOST', {
    default: '127.0.0.1',
    description: 'Address that metrics are served on.',
  }),
  metricsPort: setting.integer('METRICS_PORT', {
    default: 9464,
    min: 0,
    max: 65_535,
    description: 'Port that metrics are served on; API and worker need different ports on the same host.',
  }),
  slowRequestMs: setting.integer('SLOW_REQUEST_MS', {
    default: 400,
    min: 1,
    max: 60_000,
    unit: 'milliseconds',
    description: 'Requests slower than this are logged and counted.',
  }),
});
export type ObservabilityConfig = ConfigOf<typeof observabilityConfig>;
