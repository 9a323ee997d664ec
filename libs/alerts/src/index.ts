export { type AlertsConfig, alertsConfig } from './alerts.config.ts';
export { AlertsModule } from './alerts.module.ts';
export { AlertsWorkerModule } from './alerts-worker.module.ts';
