import { type RevokedToken, TokenDenyList, TokenRevoker, type VerifiedToken } from '@gatehouse/contracts';

/** Refuses what a test told it to refuse. */
export class FakeTokenDenyList extends TokenDenyList {
  private readonly denied = new Set<string>();

  deny({ kind, id }: RevokedToken): void {
    this.denied.add(`${kind}:${id}`);
  }

  denies({ tokenId, sessionId }: Pick<VerifiedToken, 'tokenId' | 'sessionId'>): boolean {
    return this.denied.has(`jti:${tokenId}`) || (sessionId !== undefined && this.denied.has(`sid:${sessionId}`));
  }
}

/** Remembers what was revoked. */
export class FakeTokenRevoker extends TokenRevoker {
  readonly revoked: RevokedToken[] = [];

  revoke(tokens: readonly RevokedToken[]): Promise<void> {
    this.revoked.push(...tokens);
    return Promise.resolve();
  }
}
