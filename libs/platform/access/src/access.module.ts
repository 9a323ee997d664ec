import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { RateLimitGuard, RateLimitsModule } from '@gatehouse/http';
import { AuthenticationGuard } from './authentication.guard.ts';
import { AuthorizationGuard } from './authorization.guard.ts';
import { RouteList } from './route-list.ts';

/**
 * The way in, in this order: who is asking, how often, and whether it is allowed.
 * Needs a `TokenVerifier` and an `AuditTrail` from global modules.
 */
@Module({
  imports: [DiscoveryModule, RateLimitsModule],
  providers: [
    AuthenticationGuard,
    AuthorizationGuard,
    RouteList,
    { provide: APP_GUARD, useExisting: AuthenticationGuard },
    { provide: APP_GUARD, useExisting: RateLimitGuard },
    { provide: APP_GUARD, useExisting: AuthorizationGuard },
  ],
  exports: [RouteList],
})
export class AccessModule {}
