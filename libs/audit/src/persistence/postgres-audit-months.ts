import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import {
  AuditMonths,
  type DroppedMonth,
  type DroppedMonthRecord,
  type LegalHold,
  type MonthStanding,
} from '../domain/audit-months.ts';

/** A month of many millions of entries is compared and hashed in one statement. */
const PATIENCE_MS = '600000';

@Injectable()
export class PostgresAuditMonths extends AuditMonths {
  constructor(private readonly database: Database) {
    super();
  }

  override async past(retentionDays: number): Promise<readonly string[]> {
    const rows = await this.database.query<{ month: string }>(
      `SELECT month FROM (
         SELECT translate(right(child.relname, 7), '_', '-') AS month
         FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
         WHERE inhparent = 'audit_logs'::regclass AND child.relname ~ '^audit_logs_\\d{4}_\\d\\d$') AS parts
       WHERE ((month || '-01')::timestamp + interval '1 month') AT TIME ZONE 'UTC' + make_interval(days => $1) <= now()
       ORDER BY month`,
      [retentionDays],
    );
    return rows.map(({ month }) => month);
  }

  override async standing(month: string, retentionDays: number): Promise<MonthStanding> {
    await this.waitLonger();
    const [row] = await this.database.query<{ standing: MonthStanding }>(
      'SELECT audit_month_standing($1::date, $2) AS standing',
      [firstDay(month), retentionDays],
    );
    return row?.standing ?? 'absent';
  }

  override async drop(month: string, retentionDays: number): Promise<DroppedMonth | MonthStanding> {
    await this.waitLonger();
    const [row] = await this.database.query<{
      readonly standing: MonthStanding | 'dropped';
      readonly entries: string;
      readonly first_leaf: string | null;
      readonly last_leaf: string | null;
      readonly digest: Buffer;
    }>('SELECT standing, entries, first_leaf, last_leaf, digest FROM audit_drop_month($1::date, $2)', [
      firstDay(month),
      retentionDays,
    ]);
    if (!row) return 'absent';
    if (row.standing !== 'dropped') return row.standing;
    return {
      month,
      entries: Number(row.entries),
      firstLeaf: row.first_leaf === null ? null : Number(row.first_leaf),
      lastLeaf: row.last_leaf === null ? null : Number(row.last_leaf),
      leaves: row.digest.toString('hex'),
    };
  }

  /** Within the transaction only. */
  private async waitLonger(): Promise<void> {
    await this.database.query(`SELECT set_config('statement_timeout', $1, true)`, [PATIENCE_MS]);
  }

  override async keepRecord(month: string): Promise<void> {
    const kept = await this.database.query(
      `INSERT INTO audit_dropped_months (month, audit_id, canonical, key_id, signature)
       SELECT $1::date, id, canonical, key_id, signature FROM audit_logs
       WHERE event_type = 'audit_month_dropped' AND status = 'success' AND resource_id = $2
       ORDER BY id DESC LIMIT 1
       RETURNING audit_id`,
      [firstDay(month), month],
    );
    if (kept.length === 0) throw new Error('The entry of the dropped month is missing');
  }

  override records(): Promise<readonly DroppedMonthRecord[]> {
    return this.database.query<DroppedMonthRecord>(
      `SELECT to_char(month, 'YYYY-MM') AS month, canonical, key_id, signature FROM audit_dropped_months ORDER BY month`,
    );
  }

  override async leavesOfMonth(month: string, after: number, limit: number) {
    const [row] = await this.database.query<{ last: string | null; hashes: Buffer; count: string }>(
      `SELECT max(leaf_index) AS last, string_agg(leaf_hash, ''::bytea ORDER BY leaf_index) AS hashes, count(*) AS count
       FROM (SELECT leaf_index, leaf_hash FROM audit_leaves
             WHERE leaf_index > $2 AND audit_timestamp >= $1::timestamp AT TIME ZONE 'UTC'
               AND audit_timestamp < ($1::timestamp + interval '1 month') AT TIME ZONE 'UTC'
             ORDER BY leaf_index LIMIT $3) AS page`,
      [firstDay(month), after, limit],
    );
    return row?.last ? { last: Number(row.last), hashes: row.hashes, count: Number(row.count) } : undefined;
  }

  override async holds(): Promise<readonly LegalHold[]> {
    const rows = await this.database.query<{ month: string; reason: string; placed_at: Date }>(
      `SELECT to_char(month, 'YYYY-MM') AS month, reason, placed_at FROM audit_legal_holds ORDER BY month`,
    );
    return rows.map(({ month, reason, placed_at }) => ({ month, reason, placedAt: placed_at }));
  }

  override async placeHold(month: string, reason: string): Promise<'placed' | 'exists' | 'dropped'> {
    // the insert waits for a drop that is under way; only then can it be told whether it came in time
    const placed = await this.database.query(
      `INSERT INTO audit_legal_holds (month, reason) VALUES ($1::date, $2) ON CONFLICT DO NOTHING RETURNING month`,
      [firstDay(month), reason],
    );
    const dropped = await this.database.query('SELECT FROM audit_dropped_months WHERE month = $1::date', [
      firstDay(month),
    ]);
    if (dropped.length > 0) return 'dropped';
    return placed.length > 0 ? 'placed' : 'exists';
  }

  override async releaseHold(month: string): Promise<boolean> {
    const released = await this.database.query('DELETE FROM audit_legal_holds WHERE month = $1::date RETURNING month', [
      firstDay(month),
    ]);
    return released.length > 0;
  }
}

function firstDay(month: string): string {
  return `${month}-01`;
}
