import { checkedIdempotencyKey } from '@gatehouse/contracts';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';

export const IDEMPOTENCY_HEADER = 'Idempotency-Key';

/** The key that came with a request, if any. @throws IDEMPOTENCY_KEY_INVALID */
export function idempotencyKeyOf(request: Request): string | undefined {
  const key = request.get(IDEMPOTENCY_HEADER);
  return key === undefined ? undefined : checkedIdempotencyKey(key);
}

/** Documents the header of a route whose requests are told apart by their `what`. */
export function ApiIdempotencyKey(what: 'body' | 'file'): MethodDecorator {
  return ApiHeader({
    name: IDEMPOTENCY_HEADER,
    required: false,
    description: `Chosen by the caller; repeating the request with the same key and ${what} returns the original response.`,
    schema: { type: 'string', minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' },
  });
}
