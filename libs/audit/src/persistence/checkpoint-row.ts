import type { StoredCheckpoint } from '../domain/audit-tree.ts';

export interface CheckpointRow {
  readonly number: string;
  readonly tree_size: string;
  readonly root_hash: Buffer | null;
  readonly note: string | null;
  /** The driver gives a number for infinity. */
  readonly created_at: Date | number | null;
}

/** Also of a row that was changed to hold what it never may: that is for verification to name, and no exception. */
export function toCheckpoint(row: CheckpointRow): StoredCheckpoint {
  return {
    number: Number(row.number),
    size: Number(row.tree_size),
    root: row.root_hash ?? Buffer.alloc(0),
    note: row.note ?? '',
    createdAt: row.created_at instanceof Date ? row.created_at : new Date(Number.NaN),
  };
}
