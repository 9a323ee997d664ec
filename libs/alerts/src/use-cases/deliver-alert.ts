import { Clock } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { AlertChannel } from '../domain/alert-channel.ts';
import { AlertMetrics } from '../domain/alert-metrics.ts';
import { AlertRepository } from '../domain/alert-repository.ts';

/**
 * Tells people of one alert. It is claimed, sent and marked, each on its own: nothing of the database is held while the
 * network is waited for. A worker that dies after sending leaves no mark, and once its claim has run out the alert is sent
 * again, under the same id; marking first would lose it.
 */
@Injectable()
export class DeliverAlert {
  constructor(
    private readonly alerts: AlertRepository,
    private readonly channel: AlertChannel,
    private readonly metrics: AlertMetrics,
    private readonly clock: Clock,
  ) {}

  /** @throws while another run is sending the alert: only the mark says that it arrived, so the job must come again */
  async execute(id: string): Promise<void> {
    const claim = await this.alerts.claim(id);
    if (claim === 'delivered') return;
    if (claim === 'claimed') throw new Error('Another run is delivering this alert.');
    try {
      await this.channel.send(claim.alert);
    } catch (error) {
      // a claim that cannot be given back runs out; what counts is why the alert was not sent
      await this.alerts.release(claim).catch(() => undefined);
      throw error;
    }
    if (await this.alerts.finish(claim, this.clock.now())) this.metrics.countDelivered(claim.alert);
  }
}
