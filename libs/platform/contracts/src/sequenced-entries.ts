import type { ReadRecord } from './audit-record.ts';

/** A record and its place in the order of the log: the index of its leaf. */
export interface SequencedEntry {
  readonly cursor: bigint;
  readonly record: ReadRecord;
}

/**
 * The log in the order in which it was sequenced. Ids are given before the commit, so "after the last id" would pass
 * over rows that commit late; a leaf index is given after the commit and without gaps.
 */
export abstract class SequencedEntries {
  /** In order; rows that retention has dropped are left out. */
  abstract after(cursor: bigint, limit: number): Promise<readonly SequencedEntry[]>;
  /** The highest index, -1 for an empty log. */
  abstract head(): Promise<bigint>;
  /** `undefined` for an entry that has no place yet, or that there is not. @param auditId decimal */
  abstract indexOf(auditId: string): Promise<bigint | undefined>;
}
