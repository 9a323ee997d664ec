import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  getOptionsToken,
  getStorageToken,
  normalizeIp,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import { InjectMetric, makeCounterProvider } from '@willsoto/nestjs-prometheus';
import type { Response } from 'express';
import { Inject } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { currentRequestContext, GatehouseError } from '@gatehouse/contracts';
import { type LimitsConfig, limitsConfig } from './limits.config.ts';
import { rateClassOf } from './rate-class-of.ts';

const REJECTS = 'rate_limit_rejects_total';
const IPV6_SUBNET_BITS = 64;

export const rateLimitRejects = makeCounterProvider({
  name: REJECTS,
  help: 'Requests over the limit of their rate limit class',
  labelNames: ['route_class'],
});

/** Limits every route by its class: per principal when the access guard knows one, else per client address. */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  constructor(
    @Inject(getOptionsToken()) options: ThrottlerModuleOptions,
    @Inject(getStorageToken()) storage: ThrottlerStorage,
    reflector: Reflector,
    @InjectMetric(REJECTS) private readonly rejects: Pick<Counter<'route_class'>, 'inc'>,
    @Inject(limitsConfig.token) private readonly config: LimitsConfig,
  ) {
    super(options, storage, reflector);
  }

  /** The limiter's own way asks a dozen things of every class there is, for each request; the route has one class. */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const rateClass = rateClassOf(context);
    if (rateClass === 'none') return true;
    const [limit, seconds] = [this.config[rateClass], this.config.windowSeconds];
    const response = context.switchToHttp().getResponse<Response>();
    const { totalHits, timeToExpire, isBlocked } = await this.storageService.increment(
      callerKey(),
      seconds * 1000,
      limit,
      0,
      rateClass,
    );
    const left = Math.max(0, limit - totalHits);
    // draft-ietf-httpapi-ratelimit-headers-10
    response.setHeader('RateLimit-Policy', `"${rateClass}";q=${limit};w=${seconds}`);
    response.setHeader('RateLimit', `"${rateClass}";r=${left};t=${timeToExpire}`);
    if (!isBlocked) return true;
    this.rejects.inc({ route_class: rateClass });
    throw new GatehouseError('RATE_LIMITED', `Try again in ${timeToExpire} seconds.`, {
      retryAfter: timeToExpire,
    });
  }
}

/** An IPv6 caller owns its whole /64, so that is what is counted. */
export function callerKey(): string {
  const context = currentRequestContext();
  if (context?.principal) return `${context.principal.kind}:${context.principal.id}`;
  return `ip:${normalizeIp(context?.ip ?? 'unknown', IPV6_SUBNET_BITS)}`;
}
