import type { AuditCategory, AuditEventType, AuditStatus, JsonObject, JsonValue } from '@gatehouse/contracts';
import { canonicalJson } from '@gatehouse/crypto';

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

export type AuditColumn = keyof AuditRecord;

/** In the order of RFC 8785. `satisfies` makes a column that is missing here a type error. */
export const AUDIT_COLUMNS = Object.freeze(
  Object.keys({
    action: 0,
    actor_role: 0,
    details: 0,
    event_category: 0,
    event_type: 0,
    id: 0,
    ip_address: 0,
    key_id: 0,
    partner_id: 0,
    reason: 0,
    request_id: 0,
    resource_id: 0,
    resource_type: 0,
    resource_version: 0,
    service_account_id: 0,
    session_id: 0,
    status: 0,
    tenant: 0,
    timestamp: 0,
    user_agent: 0,
    user_id: 0,
  } satisfies Record<AuditColumn, 0>).sort() as AuditColumn[],
);

/** A record with the bytes that were signed and their MAC: a whole row. */
export interface SignedRecord extends AuditRecord {
  readonly canonical: string;
  readonly signature: string;
}

const PREFIXES = AUDIT_COLUMNS.map((column, index) => ({ column, prefix: `${index === 0 ? '{' : ','}"${column}":` }));

/**
 * The RFC 8785 bytes of a record. Written out because verification does this for every row of the log:
 * the column names are sorted once, and for text `JSON.stringify` is what RFC 8785 asks for.
 */
export function canonicalise(record: Readonly<Record<AuditColumn, JsonValue>>): string {
  let text = '';
  for (const { column, prefix } of PREFIXES) {
    const value = record[column];
    text += prefix + (value === null || typeof value === 'string' ? JSON.stringify(value) : canonicalJson(value));
  }
  return `${text}}`;
}
