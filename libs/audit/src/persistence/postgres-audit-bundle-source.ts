import type { LeafRange } from '@gatehouse/crypto';
import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { AuditBundleSource, type LeafEntry } from '../domain/audit-bundle-source.ts';
import type { TimeRange } from '../domain/audit-log.ts';
import type { StoredCheckpoint } from '../domain/audit-tree.ts';
import { type CheckpointRow, toCheckpoint } from './checkpoint-row.ts';

@Injectable()
export class PostgresAuditBundleSource extends AuditBundleSource {
  constructor(private readonly database: Database) {
    super();
  }

  override async leavesBetween({ from, to }: TimeRange, size: number): Promise<LeafRange | undefined> {
    const [row] = await this.database.query<{ first: string | null; last: string | null }>(
      `SELECT min(leaf_index) AS first, max(leaf_index) AS last FROM audit_leaves
       WHERE leaf_index < $3
         AND ($1::timestamptz IS NULL OR audit_timestamp >= $1) AND ($2::timestamptz IS NULL OR audit_timestamp < $2)
         AND NOT EXISTS (
           SELECT FROM audit_dropped_months AS dropped
           WHERE audit_timestamp >= dropped.month::timestamp AT TIME ZONE 'UTC'
             AND audit_timestamp < (dropped.month + interval '1 month') AT TIME ZONE 'UTC')`,
      [from, to, size],
    );
    if (!row?.first || !row.last) return undefined;
    return { start: Number(row.first), end: Number(row.last) + 1 };
  }

  override async entries({ start, end }: LeafRange): Promise<readonly LeafEntry[]> {
    // LATERAL … LIMIT keeps to one look-up a leaf, in the one partition that its time names
    const rows = await this.database.query<{
      readonly leaf_index: string;
      readonly canonical: string | null;
      readonly key_id: string;
      readonly signature: string;
    }>(
      `SELECT leaf.leaf_index, found.canonical, found.key_id, found.signature
       FROM (SELECT leaf_index, audit_id, audit_timestamp FROM audit_leaves
             WHERE leaf_index >= $1 AND leaf_index < $2 ORDER BY leaf_index) AS leaf
       LEFT JOIN LATERAL (
         SELECT canonical, key_id, signature FROM audit_logs
         WHERE id = leaf.audit_id AND audit_logs."timestamp" = leaf.audit_timestamp LIMIT 1
       ) AS found ON true
       ORDER BY leaf.leaf_index`,
      [start, end],
    );
    return rows.map(({ leaf_index, canonical, key_id, signature }) => ({
      index: Number(leaf_index),
      content: canonical === null ? undefined : { canonical, key_id, signature },
    }));
  }

  override checkpointUpTo(size: number): Promise<StoredCheckpoint | undefined> {
    return this.checkpoint(
      `SELECT number, tree_size, root_hash, note, created_at FROM audit_checkpoints
       WHERE tree_size <= $1 AND tree_size > 0 ORDER BY tree_size DESC LIMIT 1`,
      size,
    );
  }

  override checkpointFrom(size: number): Promise<StoredCheckpoint | undefined> {
    return this.checkpoint(
      `SELECT number, tree_size, root_hash, note, created_at FROM audit_checkpoints
       WHERE tree_size >= $1 ORDER BY tree_size LIMIT 1`,
      size,
    );
  }

  private async checkpoint(sql: string, size: number): Promise<StoredCheckpoint | undefined> {
    const [row] = await this.database.query<CheckpointRow>(sql, [size]);
    return row && toCheckpoint(row);
  }
}
