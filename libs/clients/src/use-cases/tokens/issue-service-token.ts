import { AuditTrail, TokenIssuer } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { ClientCredentials } from '../../domain/oauth/client-request.ts';
import { OAuthError } from '../../domain/oauth/oauth-error.ts';
import { grantScope } from '../../domain/service-scope.ts';
import { ServiceTokenMetrics, type ServiceTokenOutcome } from '../../domain/service-token-metrics.ts';
import { AuthenticateClient, type AuthenticatedClient } from './authenticate-client.ts';

export interface ServiceToken {
  readonly accessToken: string;
  readonly expiresIn: number;
  /** Separated by spaces. */
  readonly scope: string;
}

/** The client credentials grant (RFC 6749, §4.4): an access token for a service account. */
@Injectable()
export class IssueServiceToken {
  constructor(
    private readonly authenticate: AuthenticateClient,
    private readonly tokenIssuer: TokenIssuer,
    private readonly audit: AuditTrail,
    private readonly metrics: ServiceTokenMetrics,
  ) {}

  /** @throws OAuthError `invalid_client`, `invalid_scope` */
  async execute(credentials: ClientCredentials | undefined, requestedScope: string | undefined): Promise<ServiceToken> {
    try {
      const token = await this.grant(credentials, requestedScope);
      this.metrics.count('issued');
      return token;
    } catch (error) {
      this.metrics.count(outcomeOf(error));
      throw error;
    }
  }

  private async grant(
    credentials: ClientCredentials | undefined,
    requestedScope: string | undefined,
  ): Promise<ServiceToken> {
    const client = await this.authenticate.execute(credentials);
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
    throw new OAuthError('invalid_scope', 'Ask only for scopes that this client holds, one space between each two.');
  }
}

function outcomeOf(error: unknown): ServiceTokenOutcome {
  if (!(error instanceof OAuthError)) return 'failed';
  return error.code === 'invalid_client' || error.code === 'invalid_scope' ? error.code : 'failed';
}
