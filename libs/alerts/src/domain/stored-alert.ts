import type { Alert } from '@gatehouse/contracts';

/** An alert with its place in the table. The id stays the same however often it is written or announced. */
export interface StoredAlert extends Alert {
  readonly id: string;
  readonly raisedAt: Date;
}
