import type { Alert } from '@gatehouse/contracts';

/** What is counted of alerts; names and units are those of the metric list. */
export abstract class AlertMetrics {
  /** Once for each alert, by the worker that delivered it. */
  abstract countDelivered(alert: Pick<Alert, 'kind' | 'severity'>): void;
  /** An alert that was never written: nobody will be told of it. */
  abstract countDropped(kind: string): void;
  /** How many alerts wait in the memory of this process. */
  abstract observeWaiting(count: number): void;
}
