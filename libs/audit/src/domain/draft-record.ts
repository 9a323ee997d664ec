import {
  AUDIT_EVENTS,
  type AuditEntry,
  type AuditRecord,
  type Principal,
  type RequestContext,
  textOfReason,
} from '@gatehouse/contracts';
import { storableDetails, storableText } from './storable.ts';

/** In place of an address that nobody knows. */
export const UNKNOWN_ADDRESS = 'unknown';

/** A record before the database gave it an id and a time, and a key its signature. */
export type DraftRecord = Omit<AuditRecord, 'id' | 'timestamp' | 'key_id'>;

const MAX_TEXT = 1024;

/** Joins what a domain tells with what is known of the request. Everything that a caller can send is bounded and storable. */
export function draftRecord(entry: AuditEntry, context: RequestContext | undefined): DraftRecord {
  const principal = context?.principal;
  return {
    action: storableText(entry.action, MAX_TEXT),
    actor_role: textOf(entry.actor?.role ?? principal?.role),
    details: entry.details ? storableDetails(entry.details) : null,
    event_category: AUDIT_EVENTS[entry.type],
    event_type: entry.type,
    ip_address: textOf(context?.addressUnknown ? UNKNOWN_ADDRESS : context?.ip),
    partner_id: idOf(principal, 'partner'),
    reason: textOf(entry.reason && textOfReason(entry.reason)),
    request_id: textOf(context?.requestId),
    resource_id: textOf(entry.resource?.id),
    resource_type: textOf(entry.resource?.type),
    resource_version: textOf(entry.resource?.version),
    service_account_id: idOf(principal, 'service_account'),
    session_id: textOf(entry.actor?.sessionId ?? principal?.sessionId),
    status: entry.status,
    tenant: textOf(principal?.tenant),
    user_agent: textOf(context?.userAgent),
    user_id: textOf(entry.actor?.userId) ?? idOf(principal, 'user'),
  };
}

function textOf(text: string | undefined): string | null {
  return text === undefined ? null : storableText(text, MAX_TEXT);
}

function idOf(principal: Principal | undefined, kind: Principal['kind']): string | null {
  return principal?.kind === kind ? textOf(principal.id) : null;
}
