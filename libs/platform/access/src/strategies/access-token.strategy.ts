import {
  GatehouseError,
  INVALID_TOKEN_DETAIL,
  type Principal,
  TokenDenyList,
  TokenVerifier,
  type VerifiedToken,
} from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { PASSWORD_CHANGE_SCOPE, permissionsOf } from '../role-permissions.ts';
import { bearerToken } from './bearer-token.ts';
import { PerAppStrategy } from './per-app-strategy.ts';

/** Who holds the access token of a request. Answered from memory for a token that was seen before; the database is never asked. */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(PerAppStrategy) {
  /** A token that was verified before comes as the same object again. */
  private readonly principals = new WeakMap<VerifiedToken, Principal>();

  constructor(
    private readonly verifier: TokenVerifier,
    private readonly denyList: TokenDenyList,
  ) {
    super('access-token');
  }

  /** @throws AUTHENTICATION_REQUIRED, TOKEN_INVALID */
  async validate(request: Request): Promise<Principal> {
    const token = await this.verifier.verify(bearerToken(request));
    // a revoked token is refused in no other words than a forged one
    if (this.denyList.denies(token)) throw new GatehouseError('TOKEN_INVALID', INVALID_TOKEN_DETAIL);
    const known = this.principals.get(token);
    if (known) return known;
    const principal = toPrincipal(token);
    this.principals.set(token, principal);
    return principal;
  }
}

function toPrincipal(token: VerifiedToken): Principal {
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
