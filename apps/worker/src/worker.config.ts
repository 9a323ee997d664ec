import { defineConfig, setting } from '@gatehouse/config';

/** Where the worker answers to probes. */
export const workerConfig = defineConfig('worker', {
  host: setting.string('WORKER_HOST', {
    default: '127.0.0.1',
    description: 'Address that the worker answers probes on.',
  }),
  port: setting.integer('WORKER_PORT', {
    default: 3001,
    min: 0,
    max: 65_535,
    description: 'Port that the worker answers probes on.',
  }),
});
