import { SetMetadata } from '@nestjs/common';

/** The classes of routes that share one limit. */
export const RATE_CLASSES = ['login', 'token', 'refresh', 'reveal', 'write', 'read', 'upload'] as const;
export type RateClass = (typeof RATE_CLASSES)[number];

export const RATE_CLASS_METADATA = 'gatehouse:rate-class';

/**
 * Puts a route into a rate class. A route without it is in `read` (GET, HEAD) or in `write`.
 * `none` is for probes only: their callers must never be told to wait.
 */
export const RateLimit = (rateClass: RateClass | 'none'): MethodDecorator & ClassDecorator =>
  SetMetadata(RATE_CLASS_METADATA, rateClass);
