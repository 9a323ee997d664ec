import { HASH_BYTES } from '@gatehouse/crypto';
import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { AuditEvidence, type LeafPage, type TreeSnapshot } from '../domain/audit-evidence.ts';
import type { IdBounds, TimeRange } from '../domain/audit-log.ts';
import type { StoredCheckpoint } from '../domain/audit-tree.ts';
import { type CheckpointRow, toCheckpoint } from './checkpoint-row.ts';

/** Hashes and ids travel packed: one row a page costs a fraction of one row a leaf. */
@Injectable()
export class PostgresAuditEvidence extends AuditEvidence {
  constructor(private readonly database: Database) {
    super();
  }

  override async snapshot(): Promise<TreeSnapshot> {
    const [row] = await this.database.query<Record<keyof TreeSnapshot, string | null>>(
      `SELECT (SELECT tree_size FROM audit_sequencer WHERE id = 1) AS size,
              (SELECT checkpoint_number FROM audit_sequencer WHERE id = 1) AS "checkpointNumber",
              (SELECT min(leaf_index) FROM audit_leaves) AS "firstLeaf",
              (SELECT max(leaf_index) + 1 FROM audit_leaves) AS "leafCount",
              (SELECT max(number) FROM audit_checkpoints) AS "lastCheckpoint",
              (SELECT count(*) FROM audit_pending) AS pending`,
    );
    return {
      size: Number(row?.size ?? 0),
      checkpointNumber: Number(row?.checkpointNumber ?? 0),
      firstLeaf: Number(row?.firstLeaf ?? 0),
      leafCount: Number(row?.leafCount ?? 0),
      lastCheckpoint: Number(row?.lastCheckpoint ?? 0),
      pending: Number(row?.pending ?? 0),
    };
  }

  override async leafBounds({ from, to }: TimeRange): Promise<IdBounds | undefined> {
    const [row] = await this.database.query<{ first: string | null; last: string | null }>(
      `SELECT min(audit_id)::text AS first, max(audit_id)::text AS last FROM audit_leaves
       WHERE ($1::timestamptz IS NULL OR audit_timestamp >= $1) AND ($2::timestamptz IS NULL OR audit_timestamp < $2)`,
      [from, to],
    );
    return row?.first && row.last ? { first: row.first, last: row.last } : undefined;
  }

  override async leavesOf({ first, last }: IdBounds, limit: number): Promise<LeafPage> {
    // A year before Christ prints like one after, and infinity not at all: such a time is none that an entry can have.
    const [row] = await this.database.query<{ ids: string | null; timestamps: string; hashes: Buffer | null }>(
      `SELECT string_agg(audit_id::text, ' ' ORDER BY audit_id, leaf_index) AS ids,
              string_agg(CASE WHEN audit_timestamp >= '0001-01-02' AND audit_timestamp < 'infinity'
                THEN to_char(audit_timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') ELSE 'none' END,
                ' ' ORDER BY audit_id, leaf_index) AS timestamps,
              string_agg(leaf_hash, ''::bytea ORDER BY audit_id, leaf_index) AS hashes
       FROM (SELECT audit_id, leaf_index, audit_timestamp, leaf_hash FROM audit_leaves WHERE audit_id BETWEEN $1 AND $2
             ORDER BY audit_id, leaf_index LIMIT $3) AS page`,
      [first, last, limit],
    );
    if (!row?.ids || !row.hashes) return { ids: [], hashes: [], timestamps: [] };
    return { ids: row.ids.split(' '), hashes: cut(row.hashes), timestamps: row.timestamps.split(' ') };
  }

  override async withoutRow(ids: readonly string[], { from, to }: TimeRange): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT leaf.audit_id::text AS id FROM audit_leaves AS leaf
       WHERE leaf.audit_id = ANY ($1::bigint[])
         AND ($2::timestamptz IS NULL OR audit_timestamp >= $2) AND ($3::timestamptz IS NULL OR audit_timestamp < $3)
         AND NOT EXISTS (
           SELECT FROM audit_logs WHERE audit_logs.id = leaf.audit_id
             AND ($2::timestamptz IS NULL OR audit_logs."timestamp" >= $2)
             AND ($3::timestamptz IS NULL OR audit_logs."timestamp" < $3))
       ORDER BY leaf.audit_id`,
      [ids, from, to],
    );
    return rows.map(({ id }) => id);
  }

  override async withoutLeaf(ids: readonly string[]): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT audit_logs.id::text AS id FROM audit_logs
       WHERE audit_logs.id = ANY ($1::bigint[])
         AND NOT EXISTS (SELECT FROM audit_leaves WHERE audit_id = audit_logs.id)
         AND NOT EXISTS (SELECT FROM audit_pending WHERE audit_id = audit_logs.id)
       ORDER BY audit_logs.id`,
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  override async leafHashes(start: number, end: number): Promise<readonly Buffer[]> {
    const [row] = await this.database.query<{ hashes: Buffer | null }>(
      `SELECT string_agg(leaf_hash, ''::bytea ORDER BY leaf_index) AS hashes FROM audit_leaves
       WHERE leaf_index >= $1 AND leaf_index < $2`,
      [start, end],
    );
    return row?.hashes ? cut(row.hashes) : [];
  }

  override async checkpointsBySize(
    minSize: number,
    maxSize: number,
    maxNumber: number,
  ): Promise<readonly StoredCheckpoint[]> {
    const rows = await this.database.query<CheckpointRow>(
      `SELECT number, tree_size, root_hash, note, created_at FROM audit_checkpoints
       WHERE tree_size > $1 AND tree_size <= $2 AND number <= $3 ORDER BY tree_size`,
      [minSize, maxSize, maxNumber],
    );
    return rows.map(toCheckpoint);
  }
}

function cut(packed: Buffer): readonly Buffer[] {
  const hashes: Buffer[] = [];
  for (let offset = 0; offset < packed.length; offset += HASH_BYTES)
    hashes.push(packed.subarray(offset, offset + HASH_BYTES));
  return hashes;
}
