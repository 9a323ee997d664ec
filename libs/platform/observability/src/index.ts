export { LogAlertSink } from './alerts/log-alert-sink.ts';
export { type ComponentHealth, HealthReport, type HealthSummary } from './health/health-report.ts';
export { loggableError, loggableFields } from './logging/loggable.ts';
export { startMetricsServer } from './metrics/metrics-server.ts';
export { RequestObserver } from './metrics/request-observer.ts';
export { type ObservabilityConfig, observabilityConfig } from './observability.config.ts';
export { ObservabilityModule } from './observability.module.ts';
export { explainStartFailure } from './process/explain-start-failure.ts';
export { stopInOrder } from './process/stop-process.ts';
