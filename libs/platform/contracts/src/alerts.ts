import type { JsonObject } from './json.ts';

export type AlertSeverity = 'info' | 'warning' | 'critical';

export interface Alert {
  /** What kind of alert this is, e.g. `file_infected`; also a label of metrics, so one of a few fixed words. */
  readonly kind: string;
  readonly severity: AlertSeverity;
  /** Alerts with the same key are one alert that was seen again. */
  readonly dedupeKey: string;
  readonly summary: string;
  readonly details?: JsonObject;
}

/** Tells people what they must know of. An alert is written to Postgres first, and announced from there. */
export abstract class AlertSink {
  /** Writes the alert in the transaction of the change it tells of. Throws when there is none: no alert, no change. */
  abstract raise(alert: Alert): Promise<void>;

  /**
   * For what belongs to no change, or to one that is about to be rolled back. Never throws and never waits: the alert is
   * written as soon as Postgres takes it, and waits in memory until then.
   */
  abstract raiseAlone(alert: Alert): void;
}
