import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { Permission } from '@gatehouse/contracts';

export const ACCESS_METADATA = 'gatehouse:access';
export const PERMISSION_EXTENSION = 'x-permission';

/** What a route declares about who may call it: holders of one permission, of any good token, or everybody. */
export type RouteAccess = Permission | 'any token' | 'public';

/** Opens a route to tokens that hold this permission, and says so in OpenAPI. */
export function Requires(permission: Permission): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(ACCESS_METADATA, permission satisfies RouteAccess),
    ApiExtension(PERMISSION_EXTENSION, permission),
    ApiBearerAuth(),
  );
}

/** Opens a route to every good token, a service's too; only who must change a password first is sent to do that. */
export function AnyToken(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(ACCESS_METADATA, 'any token' satisfies RouteAccess),
    ApiExtension(PERMISSION_EXTENSION, 'any token'),
    ApiBearerAuth(),
  );
}

/** Opens a route to everybody. Every such route stands in the committed list of public routes. */
export function Public(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(ACCESS_METADATA, 'public' satisfies RouteAccess),
    ApiExtension(PERMISSION_EXTENSION, 'public'),
  );
}
