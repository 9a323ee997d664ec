import { Injectable, Logger } from '@nestjs/common';
import { AlertChannel } from '../domain/alert-channel.ts';
import type { StoredAlert } from '../domain/stored-alert.ts';

/** Tells of alerts in the log of the worker. */
@Injectable()
export class LogAlertChannel extends AlertChannel {
  private readonly logger = new Logger('Alert');

  send({ id, kind, severity, dedupeKey, summary }: StoredAlert): Promise<void> {
    const line = { alertId: id, kind, severity, dedupeKey };
    if (severity === 'critical') this.logger.error(line, summary);
    else if (severity === 'warning') this.logger.warn(line, summary);
    else this.logger.log(line, summary);
    return Promise.resolve();
  }
}
