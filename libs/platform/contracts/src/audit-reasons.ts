import type { ErrorCode } from './errors.ts';

/**
 * Why something happened, as the entries of the audit log hold it: codes, so that programs can count them and the words
 * can change. The console has their text (`apps/admin/src/app/audit/reason-text.ts`). Entries from before there were
 * codes hold sentences and stay as they are.
 */
export const AUDIT_REASONS = [
  'code_required',
  'connection_closed',
  'disabled',
  'due_by_schedule',
  'expired_secret',
  'expires_soon',
  'export_failed',
  'first_start',
  'forbidden_address',
  'infected',
  'invalid_scope',
  'key_change_failed',
  'locked',
  'malformed_secret',
  'no_signing_key',
  'overtaken',
  'refresh_token_reused',
  'requested_manually',
  'retention_period_elapsed',
  'revoked_secret',
  'scan_incomplete',
  'too_many_attempts',
  'unknown_client',
  'unknown_login',
  'unknown_or_ended_token',
  'wrong_code',
  'wrong_password',
  'wrong_secret',
] as const;
export type AuditReason = (typeof AUDIT_REASONS)[number];

/** A code of ours, the code of an error, or the words that somebody or something else gave: an operator, a scanner. */
export type EntryReason = AuditReason | ErrorCode | { readonly given: string };

/** The text that an entry keeps of a reason. */
export function textOfReason(reason: EntryReason): string {
  return typeof reason === 'string' ? reason : reason.given;
}
