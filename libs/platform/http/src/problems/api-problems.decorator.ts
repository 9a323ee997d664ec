import { ApiExtension } from '@nestjs/swagger';
import type { ErrorCode } from '@gatehouse/contracts';

/** The OpenAPI extension that carries a route's problem codes until the document is finished. */
export const PROBLEM_CODES_EXTENSION = 'x-problem-codes';

/**
 * Names the problem codes that a route can answer with. Those that any route can have (validation, access,
 * rate limit, internal …) are added when the OpenAPI document is made.
 */
export function ApiProblems(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  return ApiExtension(PROBLEM_CODES_EXTENSION, codes);
}
