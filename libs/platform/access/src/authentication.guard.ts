import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import { currentRequestContext, type Principal } from '@gatehouse/contracts';
import { accessOf } from './route-access.ts';
import { AccessTokenStrategy } from './strategies/access-token.strategy.ts';

const refusals = new WeakMap<Request, Error>();

/** Why the request's token was refused, if it was. */
export function refusalOf(request: Request): Error | undefined {
  return refusals.get(request);
}

/**
 * Has the strategy `access-token` find out who is asking. A refusal is kept for the authorization guard, so that the rate
 * limit stands between the two: it counts callers by principal, and it also counts those whose tokens are refused.
 */
@Injectable()
export class AuthenticationGuard extends AuthGuard() {
  constructor(strategy: AccessTokenStrategy) {
    super({ defaultStrategy: strategy.name });
  }

  override canActivate(
    context: ExecutionContext,
  ): ReturnType<InstanceType<ReturnType<typeof AuthGuard>>['canActivate']> {
    const access = accessOf(context.getHandler(), context.getClass());
    return access === undefined || access === 'public' || super.canActivate(context);
  }

  /** Called by passport's guard with what the strategy found out. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as the method that it overrides
  override handleRequest<Caller>(
    error: unknown,
    principal: unknown,
    _info: unknown,
    context: ExecutionContext,
  ): Caller {
    const requestContext = currentRequestContext();
    if (!requestContext) throw new Error('The request has no context');
    if (principal && !error) requestContext.principal = principal as Principal;
    else refusals.set(context.switchToHttp().getRequest<Request>(), toError(error));
    return principal as Caller;
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error('The token could not be checked', { cause: error });
}
