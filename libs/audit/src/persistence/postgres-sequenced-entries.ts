import { type ReadRecord, SequencedEntries, type SequencedEntry } from '@gatehouse/contracts';
import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';

@Injectable()
export class PostgresSequencedEntries extends SequencedEntries {
  constructor(private readonly database: Database) {
    super();
  }

  override async after(cursor: bigint, limit: number): Promise<readonly SequencedEntry[]> {
    const rows = await this.database.query<ReadRecord & { readonly leaf_index: string }>(
      `SELECT leaf.leaf_index::text, audit_logs.id::text, event_type, event_category,
              to_char(audit_logs."timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "timestamp",
              user_id, service_account_id, partner_id, actor_role, session_id, ip_address, user_agent,
              resource_type, resource_id, resource_version, action, status, reason, details, request_id, tenant,
              key_id, signature
       FROM audit_leaves AS leaf
       JOIN audit_logs ON audit_logs.id = leaf.audit_id AND audit_logs."timestamp" = leaf.audit_timestamp
       WHERE leaf.leaf_index > $1
       ORDER BY leaf.leaf_index
       LIMIT $2`,
      [String(cursor), limit],
    );
    return rows.map(({ leaf_index, ...record }) => ({ cursor: BigInt(leaf_index), record }));
  }

  override async head(): Promise<bigint> {
    const [row] = await this.database.query<{ head: string }>(
      'SELECT coalesce(max(leaf_index), -1)::text AS head FROM audit_leaves',
    );
    return BigInt(row?.head ?? -1);
  }

  override async indexOf(auditId: string): Promise<bigint | undefined> {
    const [row] = await this.database.query<{ leaf_index: string }>(
      'SELECT leaf_index::text FROM audit_leaves WHERE audit_id = $1',
      [auditId],
    );
    return row && BigInt(row.leaf_index);
  }
}
