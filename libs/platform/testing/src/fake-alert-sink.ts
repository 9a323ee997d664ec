import { type Alert, AlertSink } from '@gatehouse/contracts';

export class FakeAlertSink extends AlertSink {
  readonly alerts: Alert[] = [];

  raise(alert: Alert): void {
    this.alerts.push(alert);
  }
}
