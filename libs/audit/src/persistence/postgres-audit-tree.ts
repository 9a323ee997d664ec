import { HASH_BYTES, type NodeSource, type NodeSpan } from '@gatehouse/crypto';
import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import {
  AuditTree,
  type LeafPlace,
  MissingNodeError,
  type PendingRow,
  type StoredCheckpoint,
  type TreeGrowth,
  type TreeState,
} from '../domain/audit-tree.ts';
import { type CheckpointRow, toCheckpoint } from './checkpoint-row.ts';

/** A process that is paused within its turn must not hold the others up for longer. */
const LONGEST_PAUSE_MS = '5000';

interface StateRow {
  readonly tree_size: string;
  readonly fence: string;
  readonly checkpoint_number: string;
}

@Injectable()
export class PostgresAuditTree extends AuditTree {
  constructor(private readonly database: Database) {
    super();
  }

  override async state(): Promise<TreeState> {
    const [row] = await this.database.query<StateRow>(
      'SELECT tree_size, fence, checkpoint_number FROM audit_sequencer WHERE id = 1',
    );
    return toState(row);
  }

  override async claim(fence: number | undefined): Promise<TreeState | undefined> {
    await this.database.query(`SELECT set_config('idle_in_transaction_session_timeout', $1, true)`, [LONGEST_PAUSE_MS]);
    const [row] = await this.database.query<StateRow>(
      `SELECT tree_size, fence, checkpoint_number FROM audit_sequencer WHERE id = 1 FOR UPDATE SKIP LOCKED`,
    );
    if (!row) return undefined;
    const state = toState(row);
    if (fence !== undefined && fence < state.fence) return undefined;
    return { ...state, fence: fence ?? state.fence + 1 };
  }

  override async pending(limit: number): Promise<readonly PendingRow[]> {
    // LATERAL … LIMIT keeps to one look-up a row, in the one partition that its time names
    const rows = await this.database.query<{
      readonly id: string;
      readonly timestamp: string;
      readonly has_leaf: boolean;
      readonly canonical: string | null;
      readonly key_id: string;
      readonly signature: string;
    }>(
      `SELECT queue.audit_id::text AS id,
              CASE WHEN isfinite(queue."timestamp")
                THEN to_char(queue."timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                ELSE queue."timestamp"::text END AS "timestamp",
              EXISTS (SELECT FROM audit_leaves WHERE audit_leaves.audit_id = queue.audit_id) AS has_leaf,
              found.canonical, found.key_id, found.signature
       FROM (SELECT audit_id, "timestamp" FROM audit_pending ORDER BY audit_id LIMIT $1) AS queue
       LEFT JOIN LATERAL (
         SELECT canonical, key_id, signature FROM audit_logs
         WHERE id = queue.audit_id AND audit_logs."timestamp" = queue."timestamp" LIMIT 1
       ) AS found ON true
       ORDER BY queue.audit_id`,
      [limit],
    );
    return rows.map(({ id, timestamp, has_leaf, canonical, key_id, signature }) => ({
      id,
      timestamp,
      hasLeaf: has_leaf,
      content: canonical === null ? undefined : { canonical, key_id, signature },
    }));
  }

  override async countPending(): Promise<number> {
    const [row] = await this.database.query<{ count: string }>('SELECT count(*) FROM audit_pending');
    return Number(row?.count ?? 0);
  }

  override async grow({ fence, size, leaves, nodes, taken }: TreeGrowth): Promise<void> {
    const turn = await this.database.query(
      `WITH turn AS (
         UPDATE audit_sequencer SET fence = $1, tree_size = $2::bigint + cardinality($3::bigint[])
         WHERE id = 1 AND tree_size = $2 AND fence <= $1
         RETURNING id
       ), leaves AS (
         INSERT INTO audit_leaves (leaf_index, audit_id, audit_timestamp, leaf_hash)
         SELECT $2::bigint + place - 1, audit_id, audit_timestamp, leaf_hash
         FROM unnest($3::bigint[], $4::timestamptz[], $5::bytea[])
           WITH ORDINALITY AS leaf (audit_id, audit_timestamp, leaf_hash, place)
       ), nodes AS (
         INSERT INTO audit_tree_nodes (level, node_index, node_hash)
         SELECT * FROM unnest($6::smallint[], $7::bigint[], $8::bytea[])
       ), taken AS (
         DELETE FROM audit_pending WHERE audit_id = ANY ($9::bigint[])
       )
       SELECT id FROM turn`,
      [
        fence,
        size,
        leaves.map(({ id }) => id),
        leaves.map(({ timestamp }) => timestamp),
        leaves.map(({ hash }) => hash),
        nodes.map(({ level }) => level),
        nodes.map(({ index }) => index),
        nodes.map(({ hash }) => hash),
        taken,
      ],
    );
    if (turn.length === 0) throw new Error('Another worker took over from this sequencer');
  }

  override async nodes(spans: readonly NodeSpan[]): Promise<NodeSource> {
    const [leaves, inner] = [spans.filter(({ level }) => level === 0), spans.filter(({ level }) => level > 0)];
    const read = new Map<string, Buffer>();
    const keep = (level: number, first: number, hashes: Buffer) => {
      for (let offset = 0; offset < hashes.length; offset += HASH_BYTES)
        read.set(`${level}/${first + offset / HASH_BYTES}`, hashes.subarray(offset, offset + HASH_BYTES));
    };
    if (leaves.length > 0) {
      const rows = await this.database.query<{ first: string; hashes: Buffer }>(
        // two trees can share a span, and each hash must come once
        `SELECT min(leaf_index) AS first, string_agg(leaf_hash, ''::bytea ORDER BY leaf_index) AS hashes
         FROM (SELECT DISTINCT * FROM unnest($1::bigint[], $2::bigint[]) AS asked (first, count)) AS span
         JOIN audit_leaves ON leaf_index >= span.first AND leaf_index < span.first + span.count
         GROUP BY span.first, span.count`,
        [leaves.map(({ first }) => first), leaves.map(({ count }) => count)],
      );
      for (const { first, hashes } of rows) keep(0, Number(first), hashes);
    }
    if (inner.length > 0) {
      const rows = await this.database.query<{ level: number; first: string; hashes: Buffer }>(
        `SELECT span.level, min(node_index) AS first, string_agg(node_hash, ''::bytea ORDER BY node_index) AS hashes
         FROM (SELECT DISTINCT * FROM unnest($1::smallint[], $2::bigint[], $3::bigint[])
                 AS asked (level, first, count)) AS span
         JOIN audit_tree_nodes AS node
           ON node.level = span.level AND node_index >= span.first AND node_index < span.first + span.count
         GROUP BY span.level, span.first, span.count`,
        [inner.map(({ level }) => level), inner.map(({ first }) => first), inner.map(({ count }) => count)],
      );
      for (const { level, first, hashes } of rows) keep(level, Number(first), hashes);
    }
    return (level, index) => {
      const found = read.get(`${level}/${index}`);
      if (!found) throw new MissingNodeError(level, index);
      return found;
    };
  }

  override async placeOf(id: string): Promise<LeafPlace | undefined> {
    const [row] = await this.database.query<{ leaf_index: string; leaf_hash: Buffer }>(
      'SELECT leaf_index, leaf_hash FROM audit_leaves WHERE audit_id = $1',
      [id],
    );
    return row && { index: Number(row.leaf_index), hash: row.leaf_hash };
  }

  override async saveCheckpoint(fence: number, checkpoint: StoredCheckpoint): Promise<void> {
    const { number, size, root, note, createdAt } = checkpoint;
    const turn = await this.database.query(
      `WITH turn AS (
         UPDATE audit_sequencer SET fence = $1, checkpoint_number = $2
         WHERE id = 1 AND checkpoint_number < $2 AND fence <= $1
         RETURNING id
       ), saved AS (
         INSERT INTO audit_checkpoints (number, tree_size, root_hash, note, created_at) VALUES ($2, $3, $4, $5, $6)
       )
       SELECT id FROM turn`,
      [fence, number, size, root, note, createdAt],
    );
    if (turn.length === 0) throw new Error('Another worker took over from this sequencer');
  }

  override async lastCheckpoint(): Promise<StoredCheckpoint | undefined> {
    const [row] = await this.database.query<CheckpointRow>(
      `SELECT number, tree_size, root_hash, note, created_at FROM audit_checkpoints ORDER BY number DESC LIMIT 1`,
    );
    return row && toCheckpoint(row);
  }

  override async checkpoints(after: number, limit: number): Promise<readonly StoredCheckpoint[]> {
    const rows = await this.database.query<CheckpointRow>(
      `SELECT number, tree_size, root_hash, note, created_at FROM audit_checkpoints
       WHERE number > $1 ORDER BY number LIMIT $2`,
      [after, limit],
    );
    return rows.map(toCheckpoint);
  }
}

function toState(row: StateRow | undefined): TreeState {
  if (!row) throw new Error('The row of the sequencer is missing');
  return {
    size: Number(row.tree_size),
    fence: Number(row.fence),
    checkpointNumber: Number(row.checkpoint_number),
  };
}
