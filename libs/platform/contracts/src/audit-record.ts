import type { AuditCategory, AuditEventType, AuditStatus } from './audit-trail.ts';
import type { JsonObject } from './json.ts';

/** One row of the audit log under the names of its columns: everything that is stored, but for the bytes and their MAC. */
export interface AuditRecord {
  readonly action: string;
  readonly actor_role: string | null;
  readonly details: JsonObject | null;
  readonly event_category: AuditCategory;
  readonly event_type: AuditEventType;
  /** Decimal; a JSON number would lose digits beyond 2^53. */
  readonly id: string;
  readonly ip_address: string | null;
  readonly key_id: string;
  readonly partner_id: string | null;
  readonly reason: string | null;
  readonly request_id: string | null;
  readonly resource_id: string | null;
  readonly resource_type: string | null;
  readonly resource_version: string | null;
  readonly service_account_id: string | null;
  readonly session_id: string | null;
  readonly status: AuditStatus;
  readonly tenant: string | null;
  /** UTC with exactly six digits: `2026-01-31T12:00:00.000000Z`. */
  readonly timestamp: string;
  readonly user_agent: string | null;
  readonly user_id: string | null;
}

/** A record with its signature, as it is handed out. */
export interface ReadRecord extends AuditRecord {
  readonly signature: string;
}

/** The fields of a record that is handed out, in their order: the names of the API, and the columns. */
export const AUDIT_FIELDS = {
  id: 'id',
  timestamp: 'timestamp',
  type: 'event_type',
  category: 'event_category',
  status: 'status',
  action: 'action',
  reason: 'reason',
  userId: 'user_id',
  serviceAccountId: 'service_account_id',
  partnerId: 'partner_id',
  actorRole: 'actor_role',
  sessionId: 'session_id',
  ipAddress: 'ip_address',
  userAgent: 'user_agent',
  resourceType: 'resource_type',
  resourceId: 'resource_id',
  resourceVersion: 'resource_version',
  details: 'details',
  requestId: 'request_id',
  tenant: 'tenant',
  keyId: 'key_id',
  signature: 'signature',
} as const satisfies Record<string, keyof ReadRecord>;

/** A record as one line of NDJSON, under the names of the API: the same in an export and in a stream. */
export function toAuditNdjson(record: ReadRecord): string {
  const named = Object.entries(AUDIT_FIELDS).map(([name, column]) => [name, record[column]] as const);
  return `${JSON.stringify(Object.fromEntries(named))}\n`;
}
