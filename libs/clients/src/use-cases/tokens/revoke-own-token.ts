import { AuditTrail, TokenRevoker, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { isWellFormedSecret } from '../../domain/client-secret.ts';
import { OAuthError } from '../../domain/oauth/oauth-error.ts';
import type { AuthenticatedClient } from './authenticate-client.ts';
import { ReadToken } from './read-token.ts';

/** Ends a token that its client no longer needs, or fears to have lost (RFC 7009). */
@Injectable()
export class RevokeOwnToken {
  constructor(
    private readonly readToken: ReadToken,
    private readonly revoker: TokenRevoker,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * A token that is not valid (any more) is no error: it is as dead as the client wants it (§2.2).
   * @throws OAuthError `unauthorized_client` for the token of somebody else (§2.1); `unsupported_token_type` for a client
   * secret, which lives on: whoever sends one must not believe that it is dead (§2.2.1)
   */
  async execute({ account, secret }: AuthenticatedClient, token: string): Promise<void> {
    if (isWellFormedSecret(token))
      throw new OAuthError('unsupported_token_type', 'This is a client secret. Ask an administrator to revoke it.');
    const verified = await this.readToken.execute(token);
    if (!verified) return;
    if (verified.clientId !== account.clientId)
      throw new OAuthError('unauthorized_client', 'This token was not issued to this client.');
    await this.unitOfWork.run(async () => {
      await this.revoker.revoke([{ kind: 'jti', id: verified.tokenId }]);
      await this.audit.record({
        type: 'token_revoked',
        action: 'revoke own token',
        status: 'success',
        resource: { type: 'token', id: verified.tokenId },
        actor: { userId: account.id, role: 'service', sessionId: secret.sessionId },
      });
    });
  }
}
