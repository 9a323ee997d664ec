import { Module } from '@nestjs/common';
import { getOptionsToken, getStorageToken, type ThrottlerModuleOptions } from '@nestjs/throttler';
import { type LimitsConfig, limitsConfig } from './limits.config.ts';
import { RATE_CLASSES } from './rate-limit.decorator.ts';
import { RateLimitGuard, rateLimitRejects } from './rate-limit.guard.ts';
import { rateLimitFallbacks, RateLimitStorage } from './rate-limit-storage.ts';

/** Offers the guard; the app decides where among its guards it stands. */
@Module({
  providers: [
    {
      provide: getOptionsToken(),
      inject: [limitsConfig.token],
      useFactory: (config: LimitsConfig): ThrottlerModuleOptions => ({
        throttlers: RATE_CLASSES.map((name) => ({ name, limit: config[name], ttl: config.windowSeconds * 1000 })),
      }),
    },
    { provide: getStorageToken(), useExisting: RateLimitStorage },
    RateLimitStorage,
    RateLimitGuard,
    rateLimitRejects,
    rateLimitFallbacks,
  ],
  exports: [RateLimitGuard],
})
export class RateLimitsModule {}
