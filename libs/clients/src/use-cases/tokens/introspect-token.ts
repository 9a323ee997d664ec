import { Clock, TokenDenyList, type VerifiedToken } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { AuthenticatedClient } from './authenticate-client.ts';
import { ReadToken } from './read-token.ts';

/** Tells a client whether a token is good, and for what (RFC 7662). */
@Injectable()
export class IntrospectToken {
  constructor(
    private readonly readToken: ReadToken,
    private readonly denyList: TokenDenyList,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns `undefined` for a token that is not active, and for one that is none of this client's business: without the scope
   * `tokens:introspect` a client learns of its own tokens only (§2.2, §4)
   */
  async execute({ account }: AuthenticatedClient, token: string): Promise<VerifiedToken | undefined> {
    const verified = await this.readToken.execute(token);
    if (!verified || this.denyList.denies(verified) || verified.expiresAt <= this.clock.now()) return undefined;
    const mayKnow = verified.clientId === account.clientId || account.scopes.includes('tokens:introspect');
    return mayKnow ? verified : undefined;
  }
}
