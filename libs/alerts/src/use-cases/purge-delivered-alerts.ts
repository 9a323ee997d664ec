import { Clock } from '@gatehouse/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { type AlertsConfig, alertsConfig } from '../alerts.config.ts';
import { AlertRepository } from '../domain/alert-repository.ts';

/** Few enough to stay far below the time limit of a statement. */
const BATCH = 1000;

/**
 * Deletes alerts that were delivered long ago. What was not delivered stays, whatever its age. Harmless on several replicas
 * at once: a row is deleted once.
 */
@Injectable()
export class PurgeDeliveredAlerts {
  constructor(
    private readonly alerts: AlertRepository,
    private readonly clock: Clock,
    @Inject(alertsConfig.token) private readonly config: AlertsConfig,
  ) {}

  /** @returns how many were deleted */
  async execute(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - this.config.retention * 1000);
    let total = 0;
    for (let deleted = BATCH; deleted === BATCH; total += deleted)
      deleted = await this.alerts.deleteDelivered(before, BATCH);
    return total;
  }
}
