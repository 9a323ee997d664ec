import { type ErrorCode, type FieldFault, GatehouseError } from '@gatehouse/contracts';

/** What a caller may know of an error. Everything else stays in the log. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly detail?: string | undefined;
  readonly fields?: readonly FieldFault[] | undefined;
  readonly retryAfter?: number | undefined;
}

const RETRY_AFTER_SECONDS = 5;

/** Sockets that could not be opened or broke (Node), and what `ioredis` and `pg` say in the same case. */
const CONNECTION_ERRNOS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'EHOSTUNREACH',
]);
const CONNECTION_MESSAGES =
  /^(Connection terminated|Connection is closed|timeout exceeded when trying to connect|Client has encountered a connection error|Stream isn't writeable|Command timed out|Reached the max retries per request|Query read timeout|Driver not Connected)/i;

/**
 * SQLSTATE classes and codes after which the same statement may well succeed later (PostgreSQL 18, appendix A). Class 53
 * is a full disk, no memory or too many connections; 58030 a disk that fails; 25006 a server that only reads for now.
 */
const TRANSIENT_SQLSTATE = /^(08...|53...|57P0[1-5]|58030|25006|57014|55P03|40001|40P01)$/;

/** Text that Postgres cannot hold, such as NUL: the caller's fault, where no rule in front of it said so. */
const UNSTORABLE_SQLSTATE = /^(22021|22P05)$/;

/** Statuses that libraries give their errors, as our codes. Their messages may quote input and are never shown. */
const BY_STATUS: Readonly<Record<number, Refusal>> = {
  400: { code: 'VALIDATION_FAILED', detail: 'The request could not be parsed. Check its URL, headers and body.' },
  401: { code: 'AUTHENTICATION_REQUIRED', detail: 'Sign in first.' },
  403: { code: 'PERMISSION_DENIED', detail: 'Your role does not allow this.' },
  404: { code: 'NOT_FOUND', detail: 'There is nothing at this URL. Check the path.' },
  405: { code: 'METHOD_NOT_ALLOWED', detail: 'This URL does not support that method.' },
  413: { code: 'BODY_TOO_LARGE', detail: 'Send a smaller body.' },
  415: { code: 'UNSUPPORTED_MEDIA_TYPE', detail: 'Send the body in a media type that this route accepts.' },
  429: { code: 'RATE_LIMITED', detail: 'Wait before trying again.' },
  503: { code: 'DEPENDENCY_UNAVAILABLE', detail: 'Try again shortly.', retryAfter: RETRY_AFTER_SECONDS },
};

const BY_MULTER_CODE: Readonly<Record<string, Refusal>> = {
  LIMIT_FILE_SIZE: { code: 'UPLOAD_TOO_LARGE', detail: 'Send a smaller file.' },
  LIMIT_FILE_COUNT: { code: 'UPLOAD_TOO_MANY_FILES', detail: 'Send one file.' },
  LIMIT_UNEXPECTED_FILE: { code: 'UPLOAD_PART_MISSING', detail: 'Send the file in the part named "file".' },
};

/** Turns whatever was thrown into what the caller may know of it; what is not understood is `INTERNAL` without a word more. */
export function classifyError(error: unknown): Refusal {
  if (error instanceof GatehouseError) {
    return {
      code: error.code,
      detail: error.message,
      fields: error.fields,
      retryAfter:
        error.retryAfter ??
        (error.code === 'DEPENDENCY_UNAVAILABLE' || error.code === 'OVERLOADED' ? RETRY_AFTER_SECONDS : undefined),
    };
  }
  if (isMulterError(error)) {
    return (
      BY_MULTER_CODE[error.code] ?? {
        code: 'UPLOAD_MULTIPART_INVALID',
        detail: 'Send one well-formed multipart part named "file".',
      }
    );
  }
  if (isDependencyUnavailable(error)) {
    return {
      code: 'DEPENDENCY_UNAVAILABLE',
      detail: 'A required component cannot be reached. Try again shortly.',
      retryAfter: RETRY_AFTER_SECONDS,
    };
  }
  if (UNSTORABLE_SQLSTATE.test(sqlStateOf(error) ?? '')) {
    return {
      code: 'VALIDATION_FAILED',
      detail: 'The request contains characters that cannot be stored. Send text without NUL.',
    };
  }
  const status = statusOf(error);
  if (status === undefined || (status >= 500 && status !== 503)) return { code: 'INTERNAL' };
  return BY_STATUS[status] ?? BY_STATUS[400] ?? { code: 'INTERNAL' };
}

function sqlStateOf(error: unknown): string | undefined {
  const { driverError, code } = (error ?? {}) as { driverError?: { code?: unknown }; code?: unknown };
  const found = driverError?.code ?? code;
  return typeof found === 'string' ? found : undefined;
}

function isMulterError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && error.name === 'MulterError';
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { getStatus, statusCode, status } = error as {
    getStatus?: () => number;
    statusCode?: unknown;
    status?: unknown;
  };
  const found = typeof getStatus === 'function' ? getStatus.call(error) : (statusCode ?? status);
  return typeof found === 'number' && found >= 400 && found <= 599 ? found : undefined;
}

/** Whether the error, or one that it wraps, says that Postgres or Redis cannot be reached right now. */
export function isDependencyUnavailable(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 4) return false;
  const { code, syscall, driverError, cause } = error as Error &
    Record<'code' | 'syscall' | 'driverError' | 'cause', unknown>;
  if (typeof code === 'string') {
    if (TRANSIENT_SQLSTATE.test(code)) return true;
    // ENOENT of a unix socket counts, ENOENT of a file does not
    if (CONNECTION_ERRNOS.has(code) && (code !== 'ENOENT' || syscall === 'connect')) return true;
  }
  if (CONNECTION_MESSAGES.test(error.message)) return true;
  const wrapped = [driverError, cause, ...(error instanceof AggregateError ? (error.errors as unknown[]) : [])];
  return wrapped.some((inner) => isDependencyUnavailable(inner, depth + 1));
}
