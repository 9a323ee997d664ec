import type { ErrorCode, FieldFault } from '@gatehouse/contracts';
import { PROBLEM_STATUSES, PROBLEM_TITLES } from '../problem-statuses.ts';

/** An error on the wire: RFC 9457 `application/problem+json`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly requestId: string;
  readonly errors?: readonly FieldFault[];
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

interface ProblemParts {
  readonly code: ErrorCode;
  readonly detail?: string | undefined;
  readonly fields?: readonly FieldFault[] | undefined;
}

export function toProblem({ code, detail, fields }: ProblemParts, requestId: string): Problem {
  return {
    type: `urn:gatehouse:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: PROBLEM_TITLES[code],
    status: PROBLEM_STATUSES[code],
    code,
    ...(detail && { detail }),
    requestId,
    ...(fields?.length && { errors: fields }),
  };
}
