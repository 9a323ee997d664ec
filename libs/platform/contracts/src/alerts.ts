import type { JsonObject } from './json.ts';

export type AlertSeverity = 'info' | 'warning' | 'critical';

export interface Alert {
  /** What kind of alert this is, e.g. `file_infected`. */
  readonly kind: string;
  readonly severity: AlertSeverity;
  /** Alerts with the same key are one alert that was seen again. */
  readonly dedupeKey: string;
  readonly summary: string;
  readonly details?: JsonObject;
}

export abstract class AlertSink {
  /** Never throws: an alert that cannot be delivered must not break what raised it. */
  abstract raise(alert: Alert): void;
}
