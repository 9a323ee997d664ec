import type { StoredAlert } from './stored-alert.ts';

/** A way to people. Whoever receives the same id twice has been told of one alert. */
export abstract class AlertChannel {
  /**
   * Resolves once the alert is on its way for good. Gives up after ten seconds: some seconds later, another worker sends the
   * alert.
   */
  abstract send(alert: StoredAlert): Promise<void>;
}
