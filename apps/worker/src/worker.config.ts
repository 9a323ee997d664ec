import { defineConfig, setting } from '@gatehouse/config';

/** Where the worker answers to probes. */
export const workerConfig = defineConfig('worker', {
  host: setting.string('WORKER_HOST', {
    default: '127.0.0.1',
    description: 'Address on which the worker serves health probes.',
  }),
  port: setting.integer('WORKER_PORT', {
    default: 3001,
    min: 0,
    max: 65_535,
    description: 'Port on which the worker serves health probes.',
  }),
});
