import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { RateLimitGuard, RateLimitsModule } from '@gatehouse/http';
import { AuthenticationGuard } from './authentication.guard.ts';
import { AuthorizationGuard } from './authorization.guard.ts';
import { RouteCheck } from './route-list.ts';
import { AccessTokenStrategy } from './strategies/access-token.strategy.ts';

/**
 * The access pipeline, in this order: who is asking, how often, and whether it is allowed.
 * Needs a `TokenVerifier`, a `TokenDenyList` and an `AuditTrail` from global modules.
 */
@Module({
  imports: [RateLimitsModule],
  providers: [
    AccessTokenStrategy,
    AuthenticationGuard,
    AuthorizationGuard,
    RouteCheck,
    { provide: APP_GUARD, useExisting: AuthenticationGuard },
    { provide: APP_GUARD, useExisting: RateLimitGuard },
    { provide: APP_GUARD, useExisting: AuthorizationGuard },
  ],
})
export class AccessModule {}
