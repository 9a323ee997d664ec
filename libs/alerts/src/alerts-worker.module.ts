import { Module } from '@nestjs/common';
import { LogAlertChannel } from './adapters/log-alert-channel.ts';
import { AlertChannel } from './domain/alert-channel.ts';
import { DeliverAlertHandler } from './jobs/deliver-alert.handler.ts';
import { DeliverAlert } from './use-cases/deliver-alert.ts';

/** Only in the worker, beside `AlertsModule`: tells people of the alerts that any process raised. */
@Module({
  providers: [{ provide: AlertChannel, useClass: LogAlertChannel }, DeliverAlert, DeliverAlertHandler],
})
export class AlertsWorkerModule {}
