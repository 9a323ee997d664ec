import { FixedClock } from '@gatehouse/testing';
import { describe, expect, it } from 'vitest';
import { AlertChannel } from '../domain/alert-channel.ts';
import { FakeAlertMetrics } from '../domain/fake-alert-metrics.ts';
import { FakeAlertRepository } from '../domain/fake-alert-repository.ts';
import { anAlert } from '../domain/stored-alert.fixture.ts';
import { DeliverAlert } from './deliver-alert.ts';

function setUp() {
  const [alerts, metrics] = [new FakeAlertRepository(), new FakeAlertMetrics()];
  const sent: string[] = [];
  const channel = new (class extends AlertChannel {
    failure: Error | undefined;
    send({ id }: { readonly id: string }): Promise<void> {
      if (this.failure) return Promise.reject(this.failure);
      sent.push(id);
      return Promise.resolve();
    }
  })();
  const deliver = new DeliverAlert(alerts, channel, metrics, new FixedClock());
  return { alerts, channel, deliver, metrics, sent };
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

  it('marks and counts nothing when the alert could not be sent, and lets the next run send it', async () => {
    const { alerts, channel, deliver, metrics, sent } = setUp();
    const alert = anAlert();
    alerts.rows.push(alert);
    channel.failure = new Error('nobody there');
    await expect(deliver.execute(alert.id)).rejects.toThrow('nobody there');
    expect([[...alerts.delivered], [...alerts.claims], metrics.delivered]).toEqual([[], [], []]);
    channel.failure = undefined;
    await deliver.execute(alert.id);
    expect(sent).toEqual([alert.id]);
  });

  it('fails with the reason of the channel also when the claim cannot be given back', async () => {
    const { alerts, channel, deliver } = setUp();
    const alert = anAlert();
    alerts.rows.push(alert);
    channel.failure = new Error('nobody there');
    alerts.release = () => Promise.reject(new Error('no database'));
    await expect(deliver.execute(alert.id)).rejects.toThrow('nobody there');
  });

  it('asks for its job again while another run is sending, and does not send', async () => {
    const { alerts, deliver, sent } = setUp();
    const alert = anAlert();
    alerts.rows.push(alert);
    await alerts.claim(alert.id);
    await expect(deliver.execute(alert.id)).rejects.toThrow('Another run');
    expect(sent).toEqual([]);
  });

  it('counts nothing when somebody else marked the alert meanwhile', async () => {
    const { alerts, deliver, metrics } = setUp();
    const alert = anAlert();
    alerts.rows.push(alert);
    alerts.finish = () => Promise.resolve(false);
    await deliver.execute(alert.id);
    expect(metrics.delivered).toEqual([]);
  });
});
