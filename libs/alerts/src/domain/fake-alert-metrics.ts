import type { Alert } from '@gatehouse/contracts';
import { AlertMetrics } from './alert-metrics.ts';

/** Remembers what would be counted. */
export class FakeAlertMetrics extends AlertMetrics {
  readonly delivered: string[] = [];
  readonly dropped: string[] = [];
  waiting = 0;

  countDelivered({ kind, severity }: Pick<Alert, 'kind' | 'severity'>): void {
    this.delivered.push(`${kind} ${severity}`);
  }

  countDropped(kind: string): void {
    this.dropped.push(kind);
  }

  observeWaiting(count: number): void {
    this.waiting = count;
  }
}
