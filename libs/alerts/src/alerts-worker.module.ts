import { Module } from '@nestjs/common';
import { LogAlertChannel } from './adapters/log-alert-channel.ts';
import { AlertChannel } from './domain/alert-channel.ts';
import { AlertsSchedule } from './jobs/alerts.schedule.ts';
import { DeliverAlertHandler } from './jobs/deliver-alert.handler.ts';
import { DeliverAlert } from './use-cases/deliver-alert.ts';
import { PurgeDeliveredAlerts } from './use-cases/purge-delivered-alerts.ts';

/** Only in the worker, beside `AlertsModule`: tells people of the alerts that any process raised, and deletes them in time. */
@Module({
  providers: [
    { provide: AlertChannel, useClass: LogAlertChannel },
    DeliverAlert,
    DeliverAlertHandler,
    PurgeDeliveredAlerts,
    AlertsSchedule,
  ],
})
export class AlertsWorkerModule {}
