import type { AuditEntry } from '@gatehouse/api-client';
import type { IconName } from '../ui/icon-paths.ts';
import type { Tone } from '../ui/status-chip.ts';

/** Each event in words; an event that this console does not know yet shows its name on the wire. */
export function eventName(type: string): string {
  switch (type) {
    case 'auth_success':
      return $localize`Signed in`;
    case 'auth_failure':
      return $localize`Sign-in refused`;
    case 'auth_challenged':
      return $localize`Code requested`;
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
      return $localize`Two-step sign-in setup started`;
    case 'two_factor_enabled':
      return $localize`Two-step sign-in turned on`;
    case 'two_factor_disabled':
      return $localize`Two-step sign-in turned off`;
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
    case 'settings_resolved':
      return $localize`Settings resolved`;
    case 'settings_checked':
      return $localize`Settings checked`;
    case 'settings_exported':
      return $localize`Settings exported`;
    case 'setting_deleted':
      return $localize`Setting deleted`;
    case 'setting_restored':
      return $localize`Setting restored`;
    case 'setting_destroyed':
      return $localize`Setting version destroyed`;
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
    case 'file_deleted':
      return $localize`File deleted`;
    case 'audit_verified':
      return $localize`Audit log verified`;
    case 'audit_read':
      return $localize`Audit log read`;
    case 'audit_exported':
      return $localize`Audit log exported`;
    case 'audit_replayed':
      return $localize`Audit log replayed`;
    case 'audit_hold_placed':
      return $localize`Legal hold placed`;
    case 'audit_hold_released':
      return $localize`Legal hold released`;
    case 'audit_month_dropped':
      return $localize`Month of the audit log dropped`;
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

export interface Outcome {
  readonly name: string;
  readonly tone: Tone;
  /** Where that of the tone would say something else. */
  readonly icon?: IconName;
}

export function outcome(status: string): Outcome {
  switch (status) {
    case 'success':
      return { name: $localize`Success`, tone: 'ok' };
    case 'denied':
      return { name: $localize`Denied`, tone: 'warn', icon: 'lock' };
    case 'failure':
      return { name: $localize`Failure`, tone: 'danger' };
    default:
      return { name: status, tone: 'neutral' };
  }
}

/** How an entry ended. A scan that finds something has done its work: what counts is what it found. */
export function entryOutcome({ type, status }: Pick<AuditEntry, 'type' | 'status'>): Outcome {
  switch (type) {
    case 'file_infected':
      return { name: $localize`Malware found`, tone: 'danger', icon: 'alert' };
    case 'file_suspicious':
      return { name: $localize`Held`, tone: 'warn' };
    default:
      return outcome(status);
  }
}

/** What a verification found wrong with an entry, in words. */
export function faultName(kind: string): string {
  switch (kind) {
    case 'MAC':
      return $localize`Changed after it was signed`;
    case 'COLUMN_MISMATCH':
      return $localize`Fields differ from what was signed`;
    case 'UNKNOWN_KEY':
      return $localize`Signed with an unknown key`;
    case 'MISSING_LEAF':
      return $localize`Deleted`;
    case 'EXTRA_ROW':
      return $localize`Added outside Gatehouse`;
    case 'ROOT_MISMATCH':
      return $localize`The tree differs from its checkpoint`;
    case 'CHECKPOINT_AHEAD':
      return $localize`The end of the log is missing`;
    case 'CHECKPOINT_INVALID':
      return $localize`A checkpoint that this log has not signed`;
    case 'CHECKPOINT_MISSING':
      return $localize`A checkpoint is missing`;
    default:
      return kind;
  }
}

/** What a fault was found in. */
export function faultSubject(subject: string, id: string): string {
  switch (subject) {
    case 'entry':
      return $localize`Entry ${id}:ID:`;
    case 'checkpoint':
      return $localize`Checkpoint ${id}:ID:`;
    case 'external_checkpoint':
      return $localize`External checkpoint ${id}:ID:`;
    case 'leaf':
      return $localize`Leaf ${id}:ID:`;
    case 'node':
      return $localize`Node ${id}:ID:`;
    case 'month':
      return $localize`Month ${id}:ID:`;
    default:
      return `${subject} ${id}`;
  }
}

/** Whether the end of the log could be compared with a checkpoint that is kept outside of the database. */
export function outsideState(state: string): string {
  switch (state) {
    case 'compared':
      return $localize`the external checkpoint matches`;
    case 'none':
      return $localize`no external checkpoint to compare with`;
    case 'unreadable':
      return $localize`the external checkpoint could not be read`;
    case 'acknowledged':
      return $localize`restored from a backup, as an operator confirmed`;
    default:
      return state;
  }
}
