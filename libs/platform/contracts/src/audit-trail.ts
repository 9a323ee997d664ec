import type { EntryReason } from './audit-reasons.ts';
import type { JsonObject, JsonValue } from './json.ts';

export const AUDIT_CATEGORIES = [
  'authentication',
  'authorization',
  'data_operation',
  'administration',
  'security',
] as const;
export type AuditCategory = (typeof AUDIT_CATEGORIES)[number];

/** Every event that the audit log knows, with its category. A new event is one line here. */
export const AUDIT_EVENTS = {
  auth_success: 'authentication',
  auth_failure: 'authentication',
  auth_challenged: 'authentication',
  auth_locked: 'security',
  auth_unlocked: 'administration',
  token_refreshed: 'authentication',
  refresh_reuse: 'security',
  logout: 'authentication',
  session_ended: 'authentication',
  password_changed: 'administration',
  two_factor_started: 'security',
  two_factor_enabled: 'security',
  two_factor_disabled: 'security',
  recovery_codes_replaced: 'security',
  user_created: 'administration',
  user_disabled: 'administration',
  user_enabled: 'administration',
  user_role_changed: 'administration',
  user_password_reset: 'administration',
  user_sessions_ended: 'administration',
  service_account_created: 'administration',
  service_account_updated: 'administration',
  service_account_deleted: 'administration',
  secret_rotated: 'administration',
  secret_revoked: 'security',
  secret_expiring: 'security',
  secret_deleted: 'administration',
  token_revoked: 'security',
  authorization_denied: 'authorization',
  key_published: 'security',
  key_rotated: 'security',
  key_rotation_scheduled: 'security',
  key_rotation_refused: 'security',
  key_retired: 'security',
  key_revoked: 'security',
  key_deleted: 'security',
  setting_created: 'data_operation',
  setting_updated: 'data_operation',
  setting_revealed: 'data_operation',
  settings_resolved: 'data_operation',
  settings_exported: 'data_operation',
  settings_checked: 'data_operation',
  setting_rolled_back: 'data_operation',
  setting_deleted: 'data_operation',
  setting_restored: 'data_operation',
  setting_destroyed: 'data_operation',
  setting_binding_mismatch: 'security',
  setting_decryption_failed: 'security',
  file_upload: 'data_operation',
  file_transfer: 'data_operation',
  file_clean: 'security',
  file_infected: 'security',
  file_suspicious: 'security',
  file_scan_failed: 'security',
  file_deleted: 'data_operation',
  audit_read: 'administration',
  audit_exported: 'administration',
  audit_replayed: 'administration',
  audit_verified: 'administration',
  audit_hold_placed: 'administration',
  audit_hold_released: 'administration',
  audit_month_dropped: 'administration',
  audit_checkpoint_refused: 'security',
  audit_restore_acknowledged: 'security',
} as const satisfies Record<string, AuditCategory>;
export type AuditEventType = keyof typeof AUDIT_EVENTS;

export type AuditStatus = 'success' | 'failure' | 'denied';

/**
 * What happened, as a domain tells it. Actor, session, address, user agent and request id are taken from the
 * request context, so a caller cannot forget or forge them; `actor` overrides them where the request has no
 * principal yet (a login) or where there is no request (a schedule).
 */
export interface AuditEntry {
  readonly type: AuditEventType;
  readonly action: string;
  readonly status: AuditStatus;
  readonly reason?: EntryReason;
  readonly resource?: { readonly type: string; readonly id: string; readonly version?: string };
  /** Never a secret: sensitive values belong in here only as keyed digests. */
  readonly details?: JsonObject;
  readonly actor?: { readonly userId?: string; readonly role?: string; readonly sessionId?: string };
}

export abstract class AuditTrail {
  /** Writes the entry in the transaction of the change it tells of. Throws when there is none: no entry, no change. */
  abstract record(entry: AuditEntry): Promise<void>;

  /** As `record`, of many changes in one transaction, in their order: one statement writes them all. */
  abstract recordAll(entries: readonly AuditEntry[]): Promise<void>;

  /**
   * Writes the entry whatever becomes of any change: for denials, failures and reads, before the response is sent. Within
   * a transaction it is written by that, and once more, alone, when that is rolled back.
   */
  abstract recordAlone(entry: AuditEntry): Promise<void>;
}

/** Keyed digests, so that an entry can show whether a sensitive value changed, and nobody can read or guess the value. */
export abstract class SensitiveDigest {
  /**
   * `hmac:…`; equal for equal values of one scope.
   * @param scope what the value belongs to, e.g. `setting:<id>`: without it, the digest of `true` would be readable everywhere
   */
  abstract of(value: JsonValue, scope: string): string;
}
