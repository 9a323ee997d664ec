import type { StoredAlert } from './stored-alert.ts';

export abstract class AlertRepository {
  /** Writes the alert and the job that delivers it. A second time changes nothing: the answer to the first may be lost. */
  abstract add(alert: StoredAlert): Promise<void>;
  /** Marks the alert as delivered and gives it to one caller; `undefined` when it was delivered before. */
  abstract takeForDelivery(id: string, at: Date): Promise<StoredAlert | undefined>;
}
