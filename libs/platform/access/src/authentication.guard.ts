import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import {
  currentRequestContext,
  GatehouseError,
  INVALID_TOKEN_DETAIL,
  type Principal,
  TokenDenyList,
  TokenVerifier,
  type VerifiedToken,
} from '@gatehouse/contracts';
import { bearerToken } from './bearer-token.ts';
import { accessOf } from './route-access.ts';
import { PASSWORD_CHANGE_SCOPE, permissionsOf } from './role-permissions.ts';

const refusals = new WeakMap<Request, Error>();

/** Why the request's token was refused, if it was. */
export function refusalOf(request: Request): Error | undefined {
  return refusals.get(request);
}

/**
 * Finds out who is asking. A refusal is kept for the authorization guard, so that the rate limit stands between
 * the two: it counts callers by principal, and it also counts those whose tokens are refused.
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  /** A token that was verified before comes as the same object again. */
  private readonly principals = new WeakMap<VerifiedToken, Principal>();

  constructor(
    private readonly verifier: TokenVerifier,
    private readonly denyList: TokenDenyList,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(context.getHandler(), context.getClass());
    if (access === undefined || access === 'public') return true;
    const request = context.switchToHttp().getRequest<Request>();
    try {
      const token = await this.verifier.verify(bearerToken(request));
      // a revoked token is refused in no other words than a forged one
      if (this.denyList.denies(token)) throw new GatehouseError('TOKEN_INVALID', INVALID_TOKEN_DETAIL);
      const requestContext = currentRequestContext();
      if (!requestContext) throw new Error('The request has no context');
      requestContext.principal = this.principalOf(token);
    } catch (error) {
      refusals.set(
        request,
        error instanceof Error ? error : new Error('The token could not be checked', { cause: error }),
      );
    }
    return true;
  }

  private principalOf(token: VerifiedToken): Principal {
    const known = this.principals.get(token);
    if (known) return known;
    const principal = toPrincipal(token);
    this.principals.set(token, principal);
    return principal;
  }
}

export function toPrincipal(token: VerifiedToken): Principal {
  return {
    kind: token.kind,
    id: token.subject,
    role: token.role,
    permissions: permissionsOf(token.role, token.scope),
    tokenId: token.tokenId,
    ...(token.sessionId !== undefined && { sessionId: token.sessionId }),
    ...(token.tenant !== undefined && { tenant: token.tenant }),
    ...(token.scope === PASSWORD_CHANGE_SCOPE && { mustChangePassword: true }),
  };
}
