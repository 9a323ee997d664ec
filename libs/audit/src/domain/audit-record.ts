import type { AuditRecord, JsonValue } from '@gatehouse/contracts';
import { canonicalJson } from '@gatehouse/crypto';

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
