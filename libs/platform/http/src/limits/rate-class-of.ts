import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { RATE_CLASS_METADATA, type RateClass } from './rate-limit.decorator.ts';

/** The class that a route declares, else the one that its method implies. */
export function rateClassOf(context: ExecutionContext): RateClass | 'none' {
  const declared = [context.getHandler(), context.getClass()]
    .map((target) => Reflect.getMetadata(RATE_CLASS_METADATA, target) as RateClass | 'none' | undefined)
    .find((found) => found !== undefined);
  if (declared) return declared;
  const { method } = context.switchToHttp().getRequest<Request>();
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}
