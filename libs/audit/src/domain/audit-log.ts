import type { AuditCategory, AuditEventType, AuditRecord, AuditStatus } from '@gatehouse/contracts';
import type { SignedRecord } from './audit-record.ts';
import type { StoredRow } from './check-record.ts';

/** The place of a new record: its id and its time, both given by the database that all replicas share. */
export type Slot = Pick<AuditRecord, 'id' | 'timestamp'>;

/** RFC 3339 texts; `from` is included, `to` is not. */
export interface TimeRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface AuditQuery extends TimeRange {
  readonly category?: AuditCategory | undefined;
  readonly type?: AuditEventType | undefined;
  readonly status?: AuditStatus | undefined;
  /** Id of a user, service account or partner. */
  readonly actor?: string | undefined;
  readonly requestId?: string | undefined;
  /** Only records older than this id. */
  readonly before?: string | undefined;
  readonly limit: number;
}

export interface IdBounds {
  readonly first: string;
  readonly last: string;
}

/** The stored log. It can grow and be read; there is no way to change it. */
export abstract class AuditLog {
  /**
   * Ids come first, because they are part of what is signed. Gaps are harmless: what proves that nothing was taken away is
   * the Merkle tree, in which every entry has a leaf, and leaves are numbered when the entry is there.
   */
  abstract reserve(count: number): Promise<readonly Slot[]>;
  /**
   * The place that an optimistic unit of work has fetched with what it read, once. A unit that records nothing leaves it
   * as a gap, and so does one that reserves before it has read: that statement is its first, and fetches one along.
   */
  abstract reserved(): Slot | undefined;
  /** In the current unit of work, if there is one. */
  abstract append(records: readonly SignedRecord[]): Promise<void>;

  /** Newest first. */
  abstract find(query: AuditQuery): Promise<readonly AuditRecord[]>;
  /** `undefined` when there is nothing in the range. */
  abstract bounds(range: TimeRange): Promise<IdBounds | undefined>;
  /** Rows from `bounds.first` up to `bounds.last`, in order of id. */
  abstract batch(bounds: IdBounds, range: TimeRange, limit: number): Promise<readonly StoredRow[]>;
}
