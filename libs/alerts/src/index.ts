export { AlertsModule } from './alerts.module.ts';
export { AlertsWorkerModule } from './alerts-worker.module.ts';
