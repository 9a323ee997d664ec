import type { AuditEntry } from '@gatehouse/contracts';
import type { FaultKind } from './check-record.ts';

/** What operators watch. */
export abstract class AuditMetrics {
  /** After the commit. */
  abstract countWritten(entry: Pick<AuditEntry, 'type' | 'status'>): void;
  abstract countFault(kind: FaultKind): void;
  /** @param checkpointAge seconds since the last checkpoint; `undefined` before the first one */
  abstract observeTree(unsequenced: number, checkpointAge: number | undefined): void;
  /** @returns to be called when the write is over */
  abstract startWrite(): () => void;
}
