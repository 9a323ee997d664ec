import type { JsonObject } from '@gatehouse/contracts';

/**
 * - `due`: it can be dropped now
 * - `absent`: there are no rows of it, or it was dropped already
 * - `too_young`: its time is not over
 * - `on_hold`: somebody placed a legal hold
 * - `not_covered`: no checkpoint covers all of it yet
 * - `faulty`: rows and leaves do not belong together; dropping it would drop the evidence
 */
export type MonthStanding = 'due' | 'absent' | 'too_young' | 'on_hold' | 'not_covered' | 'faulty';

/** What is told of a month that was dropped; the details of the signed entry. */
export interface DroppedMonth {
  /** `YYYY-MM` */
  readonly month: string;
  readonly entries: number;
  /** Leaves of a month need not stand side by side; `null` for a month without entries. */
  readonly firstLeaf: number | null;
  readonly lastLeaf: number | null;
  /** Hex, over all of its leaf hashes: see `digestOfLeaves`. */
  readonly leaves: string;
}

export interface LegalHold {
  /** `YYYY-MM` */
  readonly month: string;
  readonly reason: string;
  readonly placedAt: Date;
}

/** The signed entry that tells of a dropped month. Kept beside the log: its own month is dropped one day, too. */
export interface DroppedMonthRecord {
  readonly month: string;
  readonly canonical: string;
  readonly key_id: string;
  readonly signature: string;
}

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

export function isMonth(text: string): boolean {
  return MONTH.test(text) && !text.startsWith('0000');
}

/** Whether the month ended so many days ago. @param month `YYYY-MM` */
export function isPast(month: string, retentionDays: number, now: Date): boolean {
  const end = new Date(`${month}-01T00:00:00Z`);
  end.setUTCMonth(end.getUTCMonth() + 1);
  end.setUTCDate(end.getUTCDate() + retentionDays);
  return end <= now;
}

export function toDetails({ month, entries, firstLeaf, lastLeaf, leaves }: DroppedMonth): JsonObject {
  return { month, entries, firstLeaf, lastLeaf, leaves };
}

/** The months of the log. Nothing else can take rows away, and this only by whole months whose time is over. */
export abstract class AuditMonths {
  /** Those that have room for rows and ended so many days ago, oldest first, as `YYYY-MM`. */
  abstract past(retentionDays: number): Promise<readonly string[]>;
  abstract standing(month: string, retentionDays: number): Promise<MonthStanding>;
  /** Takes the rows away, in the current transaction. @returns why not, when it did not */
  abstract drop(month: string, retentionDays: number): Promise<DroppedMonth | MonthStanding>;
  /** Keeps the entry that tells of it, in the same transaction. */
  abstract keepRecord(month: string): Promise<void>;
  abstract records(): Promise<readonly DroppedMonthRecord[]>;
  /** Leaf hashes of a month within some indexes, in their order, from `after` + 1 on. */
  abstract leavesOfMonth(
    month: string,
    after: number,
    limit: number,
  ): Promise<{ readonly last: number; readonly hashes: Buffer; readonly count: number } | undefined>;

  abstract holds(): Promise<readonly LegalHold[]>;
  /** @returns `exists` when there is one already, `dropped` when it comes too late */
  abstract placeHold(month: string, reason: string): Promise<'placed' | 'exists' | 'dropped'>;
  /** @returns whether there was one */
  abstract releaseHold(month: string): Promise<boolean>;
}
