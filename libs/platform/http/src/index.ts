export { StreamedBody } from './body/streamed-body.decorator.ts';
export { IfMatch, parseIfMatch, setETag } from './entity-tag.ts';
export { Idempotent } from './idempotency/idempotent.decorator.ts';
export { RATE_CLASSES, type RateClass, RateLimit } from './limits/rate-limit.decorator.ts';
export { PageQuery } from './page-query.dto.ts';
export { PROBLEM_STATUSES, PROBLEM_TITLES } from './problem-statuses.ts';
export { ApiProblems } from './problems/api-problems.decorator.ts';
