import type { StoredCheckpoint } from '../domain/audit-tree.ts';

export interface CheckpointRow {
  readonly number: string;
  readonly tree_size: string;
  readonly root_hash: Buffer;
  readonly note: string;
  readonly created_at: Date;
}

export function toCheckpoint(row: CheckpointRow): StoredCheckpoint {
  return {
    number: Number(row.number),
    size: Number(row.tree_size),
    root: row.root_hash,
    note: row.note,
    createdAt: row.created_at,
  };
}
