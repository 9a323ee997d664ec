import { createParamDecorator } from '@nestjs/common';
import { currentRequestContext, GatehouseError, type Principal } from '@gatehouse/contracts';

/** Who the request acts for. Only for routes with `@Requires`: elsewhere nobody may be signed in. */
export const CurrentPrincipal = createParamDecorator((): Principal => {
  const principal = currentRequestContext()?.principal;
  if (!principal) throw new GatehouseError('AUTHENTICATION_REQUIRED', 'Sign in first.');
  return principal;
});
