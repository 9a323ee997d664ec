import { Injectable, Logger } from '@nestjs/common';
import { InjectMetric, makeCounterProvider } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { type Alert, AlertSink } from '@gatehouse/contracts';

const ALERTS = 'alerts_total';

export const alertsTotal = makeCounterProvider({
  name: ALERTS,
  help: 'Alerts that were raised',
  labelNames: ['kind', 'severity'],
});

/** Tells of alerts in the log and counts them. */
@Injectable()
export class LogAlertSink extends AlertSink {
  private readonly logger = new Logger('Alert');

  constructor(@InjectMetric(ALERTS) private readonly total: Pick<Counter<'kind' | 'severity'>, 'inc'>) {
    super();
  }

  raise({ kind, severity, dedupeKey, summary }: Alert): void {
    this.total.inc({ kind, severity });
    const line = { kind, severity, dedupeKey };
    if (severity === 'critical') this.logger.error(line, summary);
    else if (severity === 'warning') this.logger.warn(line, summary);
    else this.logger.log(line, summary);
  }
}
