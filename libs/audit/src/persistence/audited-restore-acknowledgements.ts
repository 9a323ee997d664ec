import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { AuditKeys } from '../domain/audit-keys.ts';
import { checkRecord, type StoredRow } from '../domain/check-record.ts';
import { RestoreAcknowledgements } from '../domain/restore-acknowledgements.ts';

/** The audit entry is the acknowledgement: whoever could write one without the key could as well do without it. */
@Injectable()
export class AuditedRestoreAcknowledgements extends RestoreAcknowledgements {
  constructor(
    private readonly database: Database,
    private readonly keys: AuditKeys,
  ) {
    super();
  }

  override async covers(noteHash: string): Promise<boolean> {
    const rows = await this.database.query<StoredRow>(
      `SELECT id::text, event_type, event_category,
              to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "timestamp",
              user_id, service_account_id, partner_id, actor_role, session_id, ip_address, user_agent,
              resource_type, resource_id, resource_version, action, status, reason, details::text, request_id, tenant,
              canonical, key_id, signature
       FROM audit_logs
       WHERE event_type = 'audit_restore_acknowledged' AND status = 'success' AND resource_id = $1`,
      [noteHash],
    );
    return rows.some((row) => checkRecord(row, this.keys) === undefined);
  }
}
