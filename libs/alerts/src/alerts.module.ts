import { AlertSink } from '@gatehouse/contracts';
import { Global, Module } from '@nestjs/common';
import { AlertBacklog } from './adapters/alert-backlog.ts';
import { PostgresAlertSink } from './adapters/postgres-alert-sink.ts';
import { alertMetricProviders, PrometheusAlertMetrics } from './adapters/prometheus-alert-metrics.ts';
import { AlertMetrics } from './domain/alert-metrics.ts';
import { AlertRepository } from './domain/alert-repository.ts';
import { PostgresAlertRepository } from './persistence/postgres-alert-repository.ts';

/**
 * Takes alerts, in every process. Import it after `DatabaseModule`, and that after `RedisModule`: what is imported last ends
 * first, so the last alerts are written before Postgres is let go, and handed over before Redis is.
 */
@Global()
@Module({
  providers: [
    ...alertMetricProviders,
    { provide: AlertMetrics, useClass: PrometheusAlertMetrics },
    { provide: AlertRepository, useClass: PostgresAlertRepository },
    AlertBacklog,
    { provide: AlertSink, useClass: PostgresAlertSink },
  ],
  exports: [AlertSink, AlertRepository, AlertMetrics],
})
export class AlertsModule {}
