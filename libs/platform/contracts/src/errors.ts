/**
 * Every reason for which Gatehouse refuses a request, as a stable code on the wire.
 * The domain throws codes; `platform/http` alone knows which status each one becomes.
 */
export const ERROR_CODES = [
  // the request itself
  'VALIDATION_FAILED',
  'MALFORMED_JSON',
  'JSON_TOO_DEEP',
  'BODY_TOO_LARGE',
  'BODY_NOT_UTF8',
  'UNSUPPORTED_MEDIA_TYPE',
  'INVALID_CURSOR',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'RANGE_NOT_SATISFIABLE',
  'RATE_LIMITED',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_KEY_INVALID',
  'PRECONDITION_REQUIRED',
  'VERSION_MISMATCH',
  // who is asking
  'AUTHENTICATION_REQUIRED',
  'TOKEN_INVALID',
  'PERMISSION_DENIED',
  'PASSWORD_CHANGE_REQUIRED',
  'LOGIN_FAILED',
  'LOGIN_LOCKED',
  'TOTP_REQUIRED',
  'TOTP_INVALID',
  'TWO_FACTOR_ACTIVE',
  'TWO_FACTOR_INACTIVE',
  'TWO_FACTOR_NOT_STARTED',
  'SESSION_NOT_FOUND',
  'REFRESH_FAILED',
  'PASSWORD_TOO_WEAK',
  'CROSS_SITE_REQUEST',
  'USER_EXISTS',
  'USER_NOT_FOUND',
  'LAST_ADMIN',
  'OWN_ACCOUNT',
  'SERVICE_ACCOUNT_EXISTS',
  'SERVICE_ACCOUNT_NOT_FOUND',
  'CLIENT_SECRET_NOT_FOUND',
  'CLIENT_SECRETS_EXHAUSTED',
  // settings
  'SETTING_EXISTS',
  'SETTING_NOT_FOUND',
  'SETTING_VERSION_NOT_FOUND',
  'SETTING_VERSION_DESTROYED',
  'SETTING_VERSION_IN_USE',
  'SETTING_VALUE_INVALID',
  'BINDING_MISMATCH',
  'DECRYPTION_FAILED',
  // uploads
  'UPLOAD_NOT_FOUND',
  'UPLOAD_NOT_CLEAN',
  'UPLOAD_TOO_LARGE',
  'UPLOAD_EMPTY',
  'UPLOAD_PART_MISSING',
  'UPLOAD_MULTIPART_INVALID',
  'UPLOAD_TOO_MANY_FILES',
  'UPLOAD_TYPE_NOT_ALLOWED',
  'UPLOAD_TYPE_MISMATCH',
  'UPLOAD_STRUCTURE_INVALID',
  'UPLOAD_TOO_SLOW',
  // the audit log
  'AUDIT_ENTRY_NOT_FOUND',
  'AUDIT_SEARCH_TOO_BROAD',
  'ACTOR_UNKNOWN',
  'RESOURCE_UNKNOWN',
  // the system
  'KEY_NOT_FOUND',
  'KEY_ROTATION_REFUSED',
  'READ_ONLY',
  'NO_RESTORE_TO_ACKNOWLEDGE',
  'LEGAL_HOLD_EXISTS',
  'LEGAL_HOLD_NOT_FOUND',
  'MONTH_DROPPED',
  'DEPENDENCY_UNAVAILABLE',
  'OVERLOADED',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One fault of one field: where it is (RFC 6901 JSON pointer) and what to do about it. */
export interface FieldFault {
  readonly pointer: string;
  readonly message: string;
}

export interface GatehouseErrorOptions {
  readonly cause?: unknown;
  readonly fields?: readonly FieldFault[];
  /** Seconds after which a retry can succeed; becomes `Retry-After`. */
  readonly retryAfter?: number;
}

/** A refusal with a stable code. `message` is shown to the caller: it says what to do next and carries no secret. */
export class GatehouseError extends Error {
  override readonly name = 'GatehouseError';
  readonly fields: readonly FieldFault[];
  readonly retryAfter: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: GatehouseErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.fields = options.fields ?? [];
    this.retryAfter = options.retryAfter;
  }
}

/**
 * What made something fail, as a code that may be stored: one of ours, or that of the system or of Postgres (`ENOSPC`,
 * `53100`), and `INTERNAL` for everything else. Never the message, which may quote a value.
 */
export function failureCodeOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && /^[A-Z\d_]{2,40}$/.test(cause.code)) return cause.code;
  }
  return 'INTERNAL' satisfies ErrorCode;
}
