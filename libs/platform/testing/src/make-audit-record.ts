import type { ReadRecord } from '@gatehouse/contracts';

/** A record as readers get it; tests say what matters to them. */
export function makeAuditRecord(id: number, over: Partial<ReadRecord> = {}): ReadRecord {
  return {
    id: String(id),
    timestamp: `2026-01-01T00:00:00.${String(id).padStart(6, '0')}Z`,
    action: 'try',
    actor_role: null,
    details: { n: id },
    event_category: 'authentication',
    event_type: 'auth_success',
    ip_address: null,
    key_id: 'k',
    partner_id: null,
    reason: null,
    request_id: null,
    resource_id: null,
    resource_type: null,
    resource_version: null,
    service_account_id: null,
    session_id: null,
    status: 'success',
    tenant: null,
    user_agent: null,
    user_id: null,
    signature: 's',
    ...over,
  };
}
