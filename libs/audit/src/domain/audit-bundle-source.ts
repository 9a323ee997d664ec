import type { LeafContent } from '@gatehouse/audit-bundle';
import type { LeafRange } from '@gatehouse/crypto';
import type { TimeRange } from './audit-log.ts';
import type { StoredCheckpoint } from './audit-tree.ts';

export interface LeafEntry {
  readonly index: number;
  /** `undefined` when the row is gone. */
  readonly content: LeafContent | undefined;
}

/** What a bundle is made of, beside the tree. */
export abstract class AuditBundleSource {
  /**
   * From the first to the last leaf of a time range, below `size`; months that retention dropped do not count.
   * @returns `undefined` when there is none
   */
  abstract leavesBetween(range: TimeRange, size: number): Promise<LeafRange | undefined>;
  abstract entries(leaves: LeafRange): Promise<readonly LeafEntry[]>;
  /** The largest one of at most `size` leaves. */
  abstract checkpointUpTo(size: number): Promise<StoredCheckpoint | undefined>;
  /** The smallest one of at least `size` leaves. */
  abstract checkpointFrom(size: number): Promise<StoredCheckpoint | undefined>;
}
