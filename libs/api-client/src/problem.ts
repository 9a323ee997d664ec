/** One fault of one field of the request (RFC 6901 pointer). */
export interface FieldProblem {
  readonly pointer: string;
  readonly message: string;
}

interface ProblemInit {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId?: string;
  readonly errors?: readonly FieldProblem[];
  /** Seconds after which a retry can succeed. */
  readonly retryAfter?: number;
}

/** What the API answered instead of success (RFC 9457), or `NETWORK` with status 0 when there was no answer at all. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | undefined;
  readonly errors: readonly FieldProblem[];
  readonly retryAfter: number | undefined;

  constructor(init: ProblemInit, options?: { cause?: unknown }) {
    super(`${init.status} ${init.code}: ${init.detail}`, options);
    this.status = init.status;
    this.code = init.code;
    this.title = init.title;
    this.detail = init.detail;
    this.requestId = init.requestId;
    this.errors = init.errors ?? [];
    this.retryAfter = init.retryAfter;
  }

  static fromResponse(body: unknown, response: Response): ProblemError {
    const problem = isRecord(body) ? body : {};
    const requestId = text(problem['requestId']) ?? response.headers.get('x-request-id') ?? undefined;
    const retryAfter = retryAfterSeconds(response.headers.get('retry-after'));
    return new ProblemError({
      status: response.status,
      code: text(problem['code']) ?? `HTTP_${response.status}`,
      title: text(problem['title']) ?? response.statusText,
      detail: text(problem['detail']) ?? text(problem['title']) ?? response.statusText,
      errors: fieldProblems(problem['errors']),
      ...(requestId === undefined ? {} : { requestId }),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }

  static fromFailure(cause: unknown): ProblemError {
    const aborted = cause instanceof Error && cause.name === 'AbortError';
    return new ProblemError(
      {
        status: 0,
        code: aborted ? 'ABORTED' : 'NETWORK',
        title: aborted ? 'Cancelled' : 'No answer',
        detail: aborted ? 'The request was cancelled.' : 'Gatehouse could not be reached.',
      },
      { cause },
    );
  }
}

/** The data of a successful call; throws {@link ProblemError} for everything else. */
export async function unwrap<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let result;
  try {
    result = await call;
  } catch (cause) {
    throw cause instanceof ProblemError ? cause : ProblemError.fromFailure(cause);
  }
  if (!result.response.ok) throw ProblemError.fromResponse(result.error, result.response);
  return result.data as T;
}

/** `Retry-After` is either seconds or an HTTP date (RFC 9110, 10.2.3). */
function retryAfterSeconds(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}

function fieldProblems(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (!isRecord(entry)) return [];
    return [{ pointer: text(entry['pointer']) ?? '', message: text(entry['message']) ?? '' }];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
