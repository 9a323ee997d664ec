import { Clock, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { AlertChannel } from '../domain/alert-channel.ts';
import { AlertMetrics } from '../domain/alert-metrics.ts';
import { AlertRepository } from '../domain/alert-repository.ts';

/**
 * Tells people of one alert. A second run finds it delivered and tells nobody. It is sent before the mark commits: a worker
 * that dies in between sends it again, under the same id, where the other order would lose it.
 */
@Injectable()
export class DeliverAlert {
  constructor(
    private readonly alerts: AlertRepository,
    private readonly channel: AlertChannel,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: AlertMetrics,
    private readonly clock: Clock,
  ) {}

  execute(id: string): Promise<void> {
    return this.unitOfWork.run(async () => {
      const alert = await this.alerts.takeForDelivery(id, this.clock.now());
      if (!alert) return;
      await this.channel.send(alert);
      this.unitOfWork.afterCommit(() => this.metrics.countDelivered(alert));
    });
  }
}
