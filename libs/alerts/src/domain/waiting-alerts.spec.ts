import { describe, expect, it } from 'vitest';
import { anAlert } from './stored-alert.fixture.ts';
import { type WaitingAlert, WaitingAlerts } from './waiting-alerts.ts';

const waiting = (dedupeKey: string, severity: 'warning' | 'critical' = 'warning'): WaitingAlert => ({
  alert: anAlert({ dedupeKey, severity }),
  requestId: 'r',
});

describe('WaitingAlerts', () => {
  it('gives the oldest first', () => {
    const alerts = new WaitingAlerts(3);
    const [first, second] = [waiting('a'), waiting('b')];
    for (const one of [first, second]) expect(alerts.admit(one)).toBe('waits');
    expect(alerts.oldest()).toBe(first);
    alerts.remove(first);
    expect(alerts.oldest()).toBe(second);
    alerts.remove(second);
    expect(alerts.oldest()).toBeUndefined();
  });

  it('takes the same thing once while it waits, and again afterwards', () => {
    const alerts = new WaitingAlerts(3);
    const first = waiting('a');
    expect([first, waiting('a'), waiting('a')].map((one) => alerts.admit(one))).toEqual(['waits', 'known', 'known']);
    expect(alerts.size).toBe(1);
    alerts.remove(first);
    expect(alerts.admit(waiting('a'))).toBe('waits');
  });

  it('takes what has become critical beside the warning that waits', () => {
    const alerts = new WaitingAlerts(3);
    expect(alerts.admit(waiting('a'))).toBe('waits');
    expect(alerts.admit(waiting('a', 'critical'))).toBe('waits');
  });

  it('turns new ones away when it is full, but says of known ones that they are known', () => {
    const alerts = new WaitingAlerts(2);
    const first = waiting('a');
    expect([first, waiting('b'), waiting('c'), waiting('b')].map((one) => alerts.admit(one))).toEqual([
      'waits',
      'waits',
      'full',
      'known',
    ]);
    alerts.remove(first);
    expect(alerts.admit(waiting('c'))).toBe('waits');
  });
});
