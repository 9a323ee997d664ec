import type { StoredAlert } from './stored-alert.ts';

/** The right to send one alert, until its time is over. */
export interface Claim {
  readonly alert: StoredAlert;
  readonly until: Date;
}

export abstract class AlertRepository {
  /** Writes the alert and the job that delivers it. A second time changes nothing: the answer to the first may be lost. */
  abstract add(alert: StoredAlert): Promise<void>;
  /**
   * Gives one caller at a time the right to send an alert. It ends by itself, so that a process that dies with it keeps
   * nobody from sending.
   */
  abstract claim(id: string): Promise<Claim | 'delivered' | 'claimed'>;
  /** Gives the right back unused. */
  abstract release(claim: Claim): Promise<void>;
  /** Marks the alert as delivered. @returns whether it was not yet */
  abstract finish(claim: Claim, at: Date): Promise<boolean>;
  /** Deletes what was delivered before a moment, but nothing of the last day. @returns how many rows went, `most` at most */
  abstract deleteDelivered(before: Date, most: number): Promise<number>;
}
