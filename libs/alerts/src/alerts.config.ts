import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';

export const alertsConfig = defineConfig('alerts', {
  retention: setting.duration('ALERT_RETENTION', {
    default: 7_776_000,
    min: 86_400,
    max: 315_360_000,
    description: 'How long a delivered alert is kept; 90 days by default. One that was not delivered is never deleted.',
  }),
});
export type AlertsConfig = ConfigOf<typeof alertsConfig>;
