import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';

export const IDEMPOTENT_METADATA = 'gatehouse:idempotent';
export const IDEMPOTENCY_HEADER = 'Idempotency-Key';

/**
 * Lets a creating POST be repeated: the same `Idempotency-Key` with the same body answers with the first response;
 * with another body it is 422 `IDEMPOTENCY_KEY_REUSED`. Without the header the route behaves as ever.
 */
export function Idempotent(): MethodDecorator {
  return applyDecorators(
    SetMetadata(IDEMPOTENT_METADATA, true),
    ApiHeader({
      name: IDEMPOTENCY_HEADER,
      required: false,
      description: 'Chosen by the caller; a repeat with the same key and body answers with the first response.',
      schema: { type: 'string', minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' },
    }),
  );
}
