import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { RATE_CLASS_METADATA, type RateClass } from './rate-limit.decorator.ts';

/** The class that a route declares, else the one that its method implies. */
export function rateClassOf(context: ExecutionContext): RateClass | 'none' {
  const declared = declaredOn(context.getHandler()) ?? declaredOn(context.getClass());
  if (declared) return declared;
  const { method } = context.switchToHttp().getRequest<Request>();
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}

function declaredOn(target: object): RateClass | 'none' | undefined {
  return Reflect.getMetadata(RATE_CLASS_METADATA, target) as RateClass | 'none' | undefined;
}
