import type { AuditEntry, User } from '@gatehouse/api-client';
import { cutMiddle } from '../ui/copy-text.ts';
import type { Tone } from '../ui/status-chip.ts';

/** Each event in words; an event that this console does not know yet shows its name on the wire. */
export function eventName(type: string): string {
  switch (type) {
    case 'auth_success':
      return $localize`Signed in`;
    case 'auth_failure':
      return $localize`Sign-in refused`;
    case 'auth_challenged':
      return $localize`Code asked for`;
    case 'auth_locked':
      return $localize`Sign-in locked`;
    case 'auth_unlocked':
      return $localize`Sign-in unlocked`;
    case 'token_refreshed':
      return $localize`Session renewed`;
    case 'refresh_reuse':
      return $localize`Refresh token used twice`;
    case 'logout':
      return $localize`Signed out`;
    case 'session_ended':
      return $localize`Session ended`;
    case 'two_factor_started':
      return $localize`Two-step sign-in begun`;
    case 'two_factor_enabled':
      return $localize`Two-step sign-in switched on`;
    case 'two_factor_disabled':
      return $localize`Two-step sign-in switched off`;
    case 'recovery_codes_replaced':
      return $localize`Recovery codes replaced`;
    case 'password_changed':
      return $localize`Password changed`;
    case 'user_created':
      return $localize`User created`;
    case 'authorization_denied':
      return $localize`Access denied`;
    case 'key_rotated':
      return $localize`Signing key rotated`;
    case 'setting_created':
      return $localize`Setting created`;
    case 'setting_updated':
      return $localize`Setting changed`;
    case 'setting_revealed':
      return $localize`Setting revealed`;
    case 'setting_rolled_back':
      return $localize`Setting rolled back`;
    case 'setting_binding_mismatch':
      return $localize`Setting row swapped`;
    case 'file_upload':
      return $localize`File uploaded`;
    case 'file_transfer':
      return $localize`File downloaded`;
    case 'file_clean':
      return $localize`File found clean`;
    case 'file_infected':
      return $localize`File infected`;
    case 'file_scan_failed':
      return $localize`File scan failed`;
    case 'audit_verified':
      return $localize`Audit log verified`;
    case 'audit_read':
      return $localize`Audit log read`;
    case 'audit_exported':
      return $localize`Audit log exported`;
    case 'audit_replayed':
      return $localize`Audit log sent again`;
    case 'user_disabled':
      return $localize`User disabled`;
    case 'user_enabled':
      return $localize`User enabled`;
    case 'user_role_changed':
      return $localize`Role changed`;
    case 'user_password_reset':
      return $localize`Password reset`;
    case 'user_sessions_ended':
      return $localize`Signed out by an administrator`;
    case 'service_account_created':
      return $localize`Service account created`;
    case 'service_account_updated':
      return $localize`Service account changed`;
    case 'service_account_deleted':
      return $localize`Service account deleted`;
    case 'secret_rotated':
      return $localize`Client secret added`;
    case 'secret_revoked':
      return $localize`Client secret revoked`;
    case 'secret_expiring':
      return $localize`Client secret about to expire`;
    case 'secret_deleted':
      return $localize`Old client secret deleted`;
    case 'token_revoked':
      return $localize`Token revoked`;
    case 'key_published':
      return $localize`Signing key published`;
    case 'key_rotation_scheduled':
      return $localize`Key rotation planned`;
    case 'key_rotation_refused':
      return $localize`Key rotation refused`;
    case 'key_retired':
      return $localize`Signing key retired`;
    case 'key_revoked':
      return $localize`Signing key revoked`;
    case 'key_deleted':
      return $localize`Signing key deleted`;
    case 'setting_decryption_failed':
      return $localize`Setting could not be decrypted`;
    case 'file_suspicious':
      return $localize`File suspicious`;
    case 'audit_checkpoint_refused':
      return $localize`Audit checkpoint refused`;
    case 'audit_restore_acknowledged':
      return $localize`Older database acknowledged`;
    default:
      return type;
  }
}

/** The events that can be chosen in a filter. */
export const EVENT_TYPES = [
  'auth_success',
  'auth_failure',
  'token_refreshed',
  'refresh_reuse',
  'logout',
  'password_changed',
  'user_created',
  'authorization_denied',
  'key_rotated',
  'setting_created',
  'setting_updated',
  'setting_revealed',
  'setting_rolled_back',
  'setting_binding_mismatch',
  'file_upload',
  'file_transfer',
  'file_clean',
  'file_infected',
  'file_scan_failed',
  'audit_verified',
  'user_disabled',
  'service_account_created',
  'service_account_updated',
  'service_account_deleted',
  'secret_rotated',
  'secret_revoked',
  'token_revoked',
  'key_published',
  'key_rotation_scheduled',
  'key_rotation_refused',
  'key_retired',
  'key_revoked',
  'key_deleted',
  'setting_decryption_failed',
  'file_suspicious',
  'audit_read',
  'audit_exported',
  'audit_replayed',
] as const satisfies readonly AuditEntry['type'][];

export function categoryName(category: string): string {
  switch (category) {
    case 'authentication':
      return $localize`Authentication`;
    case 'authorization':
      return $localize`Authorization`;
    case 'data_operation':
      return $localize`Data`;
    case 'administration':
      return $localize`Administration`;
    case 'security':
      return $localize`Security`;
    default:
      return category;
  }
}

export const CATEGORIES = ['authentication', 'authorization', 'data_operation', 'administration', 'security'] as const;
export const STATUSES = ['success', 'failure', 'denied'] as const;

export function outcome(status: string): { readonly name: string; readonly tone: Tone } {
  switch (status) {
    case 'success':
      return { name: $localize`Success`, tone: 'ok' };
    case 'denied':
      return { name: $localize`Denied`, tone: 'warn' };
    case 'failure':
      return { name: $localize`Failure`, tone: 'danger' };
    default:
      return { name: status, tone: 'neutral' };
  }
}

/** Who did it, as far as the log knows it: an id stays true when a login is changed. */
export function actorName(entry: AuditEntry, me?: User): string {
  const { userId, serviceAccountId, partnerId, ipAddress } = entry;
  if (userId !== null) return userId === me?.id ? me.login : cutMiddle(userId, 13);
  if (serviceAccountId !== null) return $localize`service ${cutMiddle(serviceAccountId, 13)}:ID:`;
  if (partnerId !== null) return $localize`partner ${cutMiddle(partnerId, 13)}:ID:`;
  return ipAddress === null ? $localize`the system` : $localize`nobody signed in`;
}

/** What a verification found wrong with an entry, in words. */
export function faultName(kind: string): string {
  switch (kind) {
    case 'MAC':
      return $localize`Changed after it was signed`;
    case 'COLUMN_MISMATCH':
      return $localize`Fields differ from what was signed`;
    case 'UNKNOWN_KEY':
      return $localize`Signed with a key that is not here`;
    case 'MISSING_LEAF':
      return $localize`Deleted`;
    case 'EXTRA_ROW':
      return $localize`Added past Gatehouse`;
    case 'ROOT_MISMATCH':
      return $localize`The tree differs from its checkpoint`;
    case 'CHECKPOINT_AHEAD':
      return $localize`The end of the log is missing`;
    default:
      return kind;
  }
}

/** What it was done to: "setting smtp.password v3". Ids are cut in the middle, for lines that hold more than that. */
export function resourceName(entry: AuditEntry): string {
  return nameResource(entry, (id) => (/^[0-9a-f-]{36}$/i.test(id) ? cutMiddle(id, 13) : id));
}

export function wholeResourceName(entry: AuditEntry): string {
  return nameResource(entry, (id) => id);
}

function nameResource(entry: AuditEntry, show: (id: string) => string): string {
  const { resourceType, resourceId, resourceVersion, details } = entry;
  if (resourceId === null) return '';
  // people know a setting by its key, not by its id
  const key = resourceType === 'setting' ? details?.['key'] : undefined;
  const version = resourceVersion === null ? '' : ` v${resourceVersion}`;
  return `${typeName(resourceType)} ${typeof key === 'string' ? key : show(resourceId)}${version}`.trim();
}

function typeName(type: string | null): string {
  switch (type) {
    case 'setting':
    case 'secure_setting':
      return $localize`setting`;
    case 'upload':
      return $localize`file`;
    case 'session':
      return $localize`session`;
    case 'user':
      return $localize`user`;
    case 'signing_key':
    case 'jwt_key':
    case 'key':
      return $localize`key`;
    default:
      return type ?? '';
  }
}
