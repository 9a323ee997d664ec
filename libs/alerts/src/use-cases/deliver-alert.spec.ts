import { FakeUnitOfWork, FixedClock } from '@gatehouse/testing';
import { describe, expect, it } from 'vitest';
import { AlertChannel } from '../domain/alert-channel.ts';
import { FakeAlertMetrics } from '../domain/fake-alert-metrics.ts';
import { FakeAlertRepository } from '../domain/fake-alert-repository.ts';
import { anAlert } from '../domain/stored-alert.fixture.ts';
import { DeliverAlert } from './deliver-alert.ts';

function setUp() {
  const [alerts, unitOfWork, metrics] = [new FakeAlertRepository(), new FakeUnitOfWork(), new FakeAlertMetrics()];
  const sent: string[] = [];
  const channel = new (class extends AlertChannel {
    failure: Error | undefined;
    send({ id }: { readonly id: string }): Promise<void> {
      if (this.failure) return Promise.reject(this.failure);
      sent.push(id);
      return Promise.resolve();
    }
  })();
  const deliver = new DeliverAlert(alerts, channel, unitOfWork, metrics, new FixedClock());
  return { alerts, channel, deliver, metrics, sent, unitOfWork };
}

describe('DeliverAlert', () => {
  it('sends an alert once and counts it once, however often the job runs', async () => {
    const { alerts, deliver, metrics, sent } = setUp();
    const alert = anAlert();
    alerts.rows.push(alert);
    for (let run = 1; run <= 3; run += 1) await deliver.execute(alert.id);
    expect(sent).toEqual([alert.id]);
    expect(metrics.delivered).toEqual(['file_infected critical']);
  });

  it('marks and counts nothing when the alert could not be sent', async () => {
    const { alerts, channel, deliver, metrics, unitOfWork } = setUp();
    const alert = anAlert();
    alerts.rows.push(alert);
    channel.failure = new Error('nobody there');
    await expect(deliver.execute(alert.id)).rejects.toThrow('nobody there');
    expect([unitOfWork.commits, unitOfWork.rollbacks]).toEqual([0, 1]);
    expect(metrics.delivered).toEqual([]);
  });
});
