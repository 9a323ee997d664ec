import { Clock, GatehouseError, TokenDenyList, TokenVerifier, type VerifiedToken } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { AuthenticatedClient } from './authenticate-client.ts';

/** Tells a client whether a token is good, and for what (RFC 7662). */
@Injectable()
export class IntrospectToken {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly denyList: TokenDenyList,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns `undefined` for a token that is not active, and for one that is none of this client's business: without the scope
   * `tokens:introspect` a client learns of its own tokens only (§2.2, §4)
   */
  async execute({ account }: AuthenticatedClient, token: string): Promise<VerifiedToken | undefined> {
    const verified = await this.verify(token);
    if (!verified || this.denyList.denies(verified) || verified.expiresAt <= this.clock.now()) return undefined;
    const mayKnow = verified.clientId === account.clientId || account.scopes.includes('tokens:introspect');
    return mayKnow ? verified : undefined;
  }

  private async verify(token: string): Promise<VerifiedToken | undefined> {
    try {
      return await this.verifier.verify(token);
    } catch (error) {
      if (error instanceof GatehouseError && error.code === 'TOKEN_INVALID') return undefined;
      throw error;
    }
  }
}
