import { AuditTrail, TokenIssuer } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { OAuthError } from '../../domain/oauth/oauth-error.ts';
import { grantScope } from '../../domain/service-scope.ts';
import type { AuthenticatedClient } from './authenticate-client.ts';

export interface ServiceToken {
  readonly accessToken: string;
  readonly expiresIn: number;
  /** Separated by spaces. */
  readonly scope: string;
}

/** The client credentials grant (RFC 6749, §4.4): an access token for a service account that showed who it is. */
@Injectable()
export class IssueServiceToken {
  constructor(
    private readonly tokenIssuer: TokenIssuer,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws OAuthError `invalid_scope` */
  async execute(client: AuthenticatedClient, requestedScope: string | undefined): Promise<ServiceToken> {
    const scopes = grantScope(requestedScope, client.account.scopes);
    if (!scopes) return this.refuseScope(client);
    return this.issue(client, scopes.join(' '));
  }

  /** Nothing else is stored, so the entry needs no transaction: many that are issued at once share one. No entry, no token. */
  private async issue({ account, secret }: AuthenticatedClient, scope: string): Promise<ServiceToken> {
    const { token, expiresIn, tokenId } = await this.tokenIssuer.issue({
      subject: account.id,
      kind: 'service_account',
      role: 'service',
      scope,
      clientId: account.clientId,
      sessionId: secret.sessionId,
    });
    await this.audit.recordAlone({
      type: 'auth_success',
      action: 'issue service token',
      status: 'success',
      resource: { type: 'service_account', id: account.id },
      details: { secretId: secret.id, tokenId, scope },
      actor: { userId: account.id, role: 'service', sessionId: secret.sessionId },
    });
    return { accessToken: token, expiresIn, scope };
  }

  private async refuseScope({ account, secret }: AuthenticatedClient): Promise<never> {
    await this.audit.recordAlone({
      type: 'auth_failure',
      action: 'issue service token',
      status: 'failure',
      reason: 'invalid_scope',
      resource: { type: 'service_account', id: account.id },
      details: { secretId: secret.id },
      actor: { userId: account.id, role: 'service', sessionId: secret.sessionId },
    });
    throw new OAuthError('invalid_scope', 'Request only scopes granted to this client, separated by spaces.');
  }
}
