import { Schedule } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { PurgeDeliveredAlerts } from '../use-cases/purge-delivered-alerts.ts';

/** Once a day, at night. */
@Injectable()
export class AlertsSchedule extends Schedule {
  constructor(purgeDeliveredAlerts: PurgeDeliveredAlerts) {
    super([
      {
        name: 'alerts-purge',
        when: { cron: '0 30 2 * * *' },
        jitterMs: 60_000,
        work: () => purgeDeliveredAlerts.execute(),
      },
    ]);
  }
}
