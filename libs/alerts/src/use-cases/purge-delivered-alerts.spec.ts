import { FixedClock } from '@gatehouse/testing';
import { expect, it } from 'vitest';
import { FakeAlertRepository } from '../domain/fake-alert-repository.ts';
import { PurgeDeliveredAlerts } from './purge-delivered-alerts.ts';

it('deletes in batches all that was delivered longer ago than alerts are kept, and nothing else', async () => {
  const clock = new FixedClock();
  const alerts = new FakeAlertRepository();
  const secondsAgo = (seconds: number) => new Date(clock.now().getTime() - seconds * 1000);
  for (let count = 0; count < 2000; count += 1) alerts.delivered.set(`old ${count}`, secondsAgo(101));
  alerts.delivered.set('kept', secondsAgo(100));
  expect(await new PurgeDeliveredAlerts(alerts, clock, { retention: 100 }).execute()).toBe(2000);
  expect([...alerts.delivered.keys()]).toEqual(['kept']);
});
