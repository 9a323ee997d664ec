/** The structured fields that may reach the log. Whatever is not named here is left out, whoever passed it. */
const LOGGED_FIELDS = new Set(
  [
    // where it happened
    'context requestId principalId method route status durationMs origin host port signal',
    // what failed, or rang an alarm
    'err code reason kind severity dedupeKey summary slowQuery statement',
    // what it was about: ids and numbers
    'jobId attempt uploadId alertId kid count removed requeued',
  ].flatMap((names) => names.split(' ')),
);

const MAX_TEXT = 4096;

export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly constraint?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

/** Keeps the known fields of a log line and names the others, so that their author sees what to add here. */
export function loggableFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const omitted: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (LOGGED_FIELDS.has(name)) kept[name] = typeof value === 'string' ? value.slice(0, MAX_TEXT) : value;
    else omitted.push(name);
  }
  return omitted.length > 0 ? { ...kept, omitted } : kept;
}

/**
 * What the log may know of an error. Database messages quote the values they stumble over, so of those only the
 * SQLSTATE and the constraint stay; query parameters never do.
 */
export function loggableError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an error' };
  const { code, constraint, cause, driverError } = error as Error &
    Record<'code' | 'constraint' | 'cause' | 'driverError', unknown>;
  const inner = cause ?? driverError;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    message: isSqlError(error) ? 'a statement failed' : error.message.slice(0, MAX_TEXT),
    ...(typeof code === 'string' && { code }),
    ...(typeof constraint === 'string' && { constraint }),
    ...(frames.length > 0 && { stack: frames.join('\n') }),
    ...(inner instanceof Error && depth < 3 && { cause: loggableError(inner, depth + 1) }),
  };
}

function isSqlError(error: Error): boolean {
  const { code, query } = error as Error & { code?: unknown; query?: unknown };
  return query !== undefined || (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code));
}
