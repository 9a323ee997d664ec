import { type AuditRecord, GatehouseError } from '@gatehouse/contracts';
import { Database, Prefetch, PreparedStatement, WritePart } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { AuditLog, type AuditQuery, type IdBounds, type Slot, type TimeRange } from '../domain/audit-log.ts';
import type { SignedRecord } from '../domain/audit-record.ts';
import type { StoredRow } from '../domain/check-record.ts';

/** In the order of the parameters of `APPEND_ONE`. */
const COLUMNS = [
  'id',
  'event_type',
  'event_category',
  'timestamp',
  'user_id',
  'service_account_id',
  'partner_id',
  'actor_role',
  'session_id',
  'ip_address',
  'user_agent',
  'resource_type',
  'resource_id',
  'resource_version',
  'action',
  'status',
  'reason',
  'details',
  'request_id',
  'tenant',
  'canonical',
  'key_id',
  'signature',
] as const satisfies readonly (keyof SignedRecord)[];

const SLOT = {
  id: `nextval('audit_logs_id_seq')::text`,
  timestamp: `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
} as const;
const RESERVE = new PreparedStatement(
  `SELECT ${SLOT.id} AS id, ${SLOT.timestamp} AS "timestamp" FROM generate_series(1, $1::int)`,
);
const PREFETCHED_SLOT = new Prefetch<Slot>(SLOT);

/** The entry of a change comes alone: its values as parameters cost a third less than a set read from JSON. */
const APPEND_ONE = new WritePart(
  `
  INSERT INTO audit_logs (
    id, event_type, event_category, "timestamp", user_id, service_account_id, partner_id, actor_role, session_id,
    ip_address, user_agent, resource_type, resource_id, resource_version, action, status, reason, details,
    request_id, tenant, canonical, key_id, signature)
  SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23
  FROM won`,
  withoutMonth,
);

const APPEND_MANY = new PreparedStatement(`
  INSERT INTO audit_logs (
    id, event_type, event_category, "timestamp", user_id, service_account_id, partner_id, actor_role, session_id,
    ip_address, user_agent, resource_type, resource_id, resource_version, action, status, reason, details,
    request_id, tenant, canonical, key_id, signature)
  SELECT
    id, event_type, event_category, "timestamp", user_id, service_account_id, partner_id, actor_role, session_id,
    ip_address, user_agent, resource_type, resource_id, resource_version, action, status, reason, details,
    request_id, tenant, canonical, key_id, signature
  FROM jsonb_to_recordset($1::jsonb) AS record (
    id bigint, event_type text, event_category text, "timestamp" timestamptz, user_id text,
    service_account_id text, partner_id text, actor_role text, session_id text, ip_address text, user_agent text,
    resource_type text, resource_id text, resource_version text, action text, status text, reason text,
    details jsonb, request_id text, tenant text, canonical text, key_id text, signature text)`);

/** The statements are written out: they are the whole of what this application can do to the table. */
@Injectable()
export class PostgresAuditLog extends AuditLog {
  constructor(private readonly database: Database) {
    super();
    database.prefetches(PREFETCHED_SLOT);
  }

  override reserved(): Slot | undefined {
    return this.database.takePrefetched(PREFETCHED_SLOT);
  }

  override reserve(count: number): Promise<readonly Slot[]> {
    return this.database.query<Slot>(RESERVE, [count]);
  }

  override async append(records: readonly SignedRecord[]): Promise<void> {
    const [first, ...more] = records;
    if (first && more.length === 0) return this.database.write(APPEND_ONE, COLUMNS.map(parameterOf(first)));
    try {
      await this.database.query(APPEND_MANY, [JSON.stringify(records)]);
    } catch (error) {
      throw withoutMonth(error) ?? error;
    }
  }

  override find(query: AuditQuery): Promise<readonly AuditRecord[]> {
    return this.database.query<AuditRecord>(
      `SELECT id::text, event_type, event_category,
              to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "timestamp",
              user_id, service_account_id, partner_id, actor_role, session_id, ip_address, user_agent,
              resource_type, resource_id, resource_version, action, status, reason, details, request_id, tenant, key_id
       FROM audit_logs
       WHERE ($1::text IS NULL OR event_category = $1)
         AND ($2::text IS NULL OR event_type = $2)
         AND ($3::text IS NULL OR status = $3)
         AND ($4::text IS NULL OR coalesce(user_id, service_account_id, partner_id) = $4)
         AND ($5::text IS NULL OR request_id = $5)
         AND ($6::timestamptz IS NULL OR audit_logs."timestamp" >= $6)
         AND ($7::timestamptz IS NULL OR audit_logs."timestamp" < $7)
         AND ($8::bigint IS NULL OR audit_logs.id < $8)
       ORDER BY audit_logs.id DESC
       LIMIT $9`,
      [
        query.category,
        query.type,
        query.status,
        query.actor,
        query.requestId,
        query.from,
        query.to,
        query.before,
        query.limit,
      ],
    );
  }

  override async bounds(range: TimeRange): Promise<IdBounds | undefined> {
    const [row] = await this.database.query<{ first: string | null; last: string | null }>(
      `SELECT min(id)::text AS first, max(id)::text AS last FROM audit_logs
       WHERE ($1::timestamptz IS NULL OR "timestamp" >= $1) AND ($2::timestamptz IS NULL OR "timestamp" < $2)`,
      [range.from, range.to],
    );
    return row?.first && row.last ? { first: row.first, last: row.last } : undefined;
  }

  override batch(bounds: IdBounds, range: TimeRange, limit: number): Promise<readonly StoredRow[]> {
    // A year before Christ prints like one after, so a changed era would go unseen: such a time comes back as NULL.
    return this.database.query<StoredRow>(
      `SELECT id::text, event_type, event_category,
              CASE WHEN "timestamp" >= '0001-01-02' THEN
                to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') END AS "timestamp",
              user_id, service_account_id, partner_id, actor_role, session_id, ip_address, user_agent,
              resource_type, resource_id, resource_version, action, status, reason, details::text, request_id, tenant,
              canonical, key_id, signature
       FROM audit_logs
       WHERE audit_logs.id BETWEEN $1 AND $2
         AND ($3::timestamptz IS NULL OR audit_logs."timestamp" >= $3)
         AND ($4::timestamptz IS NULL OR audit_logs."timestamp" < $4)
       ORDER BY audit_logs.id
       LIMIT $5`,
      [bounds.first, bounds.last, range.from, range.to, limit],
    );
  }
}

/** Postgres' clock stands where no month was made for yet; a worker makes it within a minute. */
function withoutMonth(error: unknown): GatehouseError | undefined {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code !== '23514' || typeof message !== 'string' || !message.startsWith('no partition of relation'))
    return undefined;
  const detail = 'The audit log cannot be written right now. Try again shortly.';
  return new GatehouseError('DEPENDENCY_UNAVAILABLE', detail, { cause: error });
}

function parameterOf(record: SignedRecord): (column: (typeof COLUMNS)[number]) => string | null {
  return (column) => {
    const value = record[column];
    return value === null || typeof value === 'string' ? value : JSON.stringify(value);
  };
}
