import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** The classes of routes that share one limit. */
export const RATE_CLASSES = ['login', 'token', 'refresh', 'reveal', 'write', 'read', 'upload', 'check'] as const;
export type RateClass = (typeof RATE_CLASSES)[number];

/** Wide classes, whose permits a replica takes some at a time. All others are counted hit by hit: guesses are told apart there. */
const LEASED: ReadonlySet<string> = new Set(['read', 'check'] satisfies RateClass[]);
export const isLeased = (name: string): boolean => LEASED.has(name);

export const RATE_CLASS_METADATA = 'gatehouse:rate-class';
export const RATE_CLASS_EXTENSION = 'x-rate-class';

/**
 * Puts a route into a rate class. A route without it is in `read` (GET, HEAD) or in `write`.
 * `none` is for probes only: their callers must never be told to wait.
 */
export function RateLimit(rateClass: RateClass | 'none'): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(RATE_CLASS_METADATA, rateClass), ApiExtension(RATE_CLASS_EXTENSION, rateClass));
}
