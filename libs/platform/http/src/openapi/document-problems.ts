import type { OpenAPIObject } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode } from '@gatehouse/contracts';
import { IDEMPOTENCY_HEADER } from '../idempotency/idempotency-key.ts';
import { RATE_CLASS_EXTENSION } from '../limits/rate-limit.decorator.ts';
import { PROBLEM_STATUSES, PROBLEM_TITLES } from '../problem-statuses.ts';
import { PROBLEM_CODES_EXTENSION } from '../problems/api-problems.decorator.ts';
import { PROBLEM_CONTENT_TYPE } from '../problems/problem.ts';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { [extension: `x-${string}`]: unknown };
type Responses = Operation['responses'];

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
const WITH_RETRY_AFTER = new Set([429, 503]);

/** Adds to every operation the problems that it can answer with: those it declares and those that any such route can have. */
export function documentProblems(document: OpenAPIObject): OpenAPIObject {
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation) addProblems(operation as Operation);
    }
  }
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problemSchema() },
  };
  return document;
}

function addProblems(operation: Operation): void {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of [...new Set([...commonCodes(operation), ...declaredCodes(operation)])].sort()) {
    const status = PROBLEM_STATUSES[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  for (const [status, codes] of byStatus) {
    const known = operation.responses[status] as Extract<Responses[string], { description: string }> | undefined;
    operation.responses[status] = {
      description: nonEmpty(known?.description) ?? codes.map((code) => PROBLEM_TITLES[code]).join(' · '),
      ...(WITH_RETRY_AFTER.has(status) && {
        headers: {
          'Retry-After': { description: 'Number of seconds to wait before retrying.', schema: { type: 'integer' } },
        },
      }),
      content: { ...known?.content, [PROBLEM_CONTENT_TYPE]: { schema: schemaOf(codes) } },
    };
  }
  Reflect.deleteProperty(operation, PROBLEM_CODES_EXTENSION);
}

const nonEmpty = (text: string | undefined) => (text === '' ? undefined : text);

function declaredCodes(operation: Operation): readonly ErrorCode[] {
  return (operation[PROBLEM_CODES_EXTENSION] as readonly ErrorCode[] | undefined) ?? [];
}

function commonCodes(operation: Operation): readonly ErrorCode[] {
  const codes: ErrorCode[] = ['INTERNAL'];
  const permission = operation['x-permission'];
  const parameters = (operation.parameters ?? []) as readonly { readonly in?: string; readonly name?: string }[];
  const has = (place: string, name: string) => parameters.some((one) => one.in === place && one.name === name);
  if (operation[RATE_CLASS_EXTENSION] !== 'none') codes.push('RATE_LIMITED', 'DEPENDENCY_UNAVAILABLE');
  // such routes speak of requests and clients in the words of RFC 6749
  if (operation['x-errors'] === 'oauth') return codes;
  if (permission !== 'public') codes.push('AUTHENTICATION_REQUIRED', 'TOKEN_INVALID', 'PERMISSION_DENIED');
  if (permission !== 'public' && permission !== 'account:self') codes.push('PASSWORD_CHANGE_REQUIRED');
  if (parameters.length > 0 || operation.requestBody) codes.push('VALIDATION_FAILED');
  if (has('query', 'cursor')) codes.push('INVALID_CURSOR');
  if (has('header', 'If-Match')) codes.push('PRECONDITION_REQUIRED', 'VERSION_MISMATCH');
  if (has('header', IDEMPOTENCY_HEADER)) codes.push('IDEMPOTENCY_KEY_INVALID', 'IDEMPOTENCY_KEY_REUSED');
  if (takesJson(operation))
    codes.push('MALFORMED_JSON', 'JSON_TOO_DEEP', 'BODY_TOO_LARGE', 'BODY_NOT_UTF8', 'UNSUPPORTED_MEDIA_TYPE');
  return codes;
}

function takesJson({ requestBody }: Operation): boolean {
  return requestBody !== undefined && 'content' in requestBody && 'application/json' in requestBody.content;
}

function schemaOf(codes: readonly ErrorCode[]) {
  return {
    allOf: [
      { $ref: '#/components/schemas/Problem' },
      { type: 'object', properties: { code: { type: 'string', enum: [...codes] } } },
    ],
  };
}

function problemSchema() {
  return {
    type: 'object',
    description: 'RFC 9457 problem details.',
    required: ['type', 'title', 'status', 'code', 'requestId'],
    properties: {
      type: { type: 'string', format: 'uri', description: 'URI identifying the problem type.' },
      title: { type: 'string', description: 'Short summary of the problem type.' },
      status: { type: 'integer' },
      code: { type: 'string', enum: [...ERROR_CODES], description: 'Stable identifier to branch on.' },
      detail: { type: 'string', description: 'How to resolve the problem.' },
      requestId: { type: 'string', format: 'uuid' },
      errors: {
        type: 'array',
        items: {
          type: 'object',
          required: ['pointer', 'message'],
          properties: {
            pointer: { type: 'string', description: 'JSON pointer to the field (RFC 6901).' },
            message: { type: 'string' },
          },
        },
      },
    },
  };
}
