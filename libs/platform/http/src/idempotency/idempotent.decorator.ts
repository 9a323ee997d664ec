import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiIdempotencyKey } from './idempotency-key.ts';

export const IDEMPOTENT_METADATA = 'gatehouse:idempotent';

/**
 * Lets a creating POST be repeated: the same `Idempotency-Key` with the same body answers with the first response;
 * with another body it is 422 `IDEMPOTENCY_KEY_REUSED`. Without the header the route behaves as ever.
 */
export function Idempotent(): MethodDecorator {
  return applyDecorators(SetMetadata(IDEMPOTENT_METADATA, true), ApiIdempotencyKey('body'));
}
