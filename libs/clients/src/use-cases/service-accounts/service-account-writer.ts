import {
  AuditTrail,
  type AuditEventType,
  Clock,
  currentRequestContext,
  GatehouseError,
  type JsonObject,
  TokenRevoker,
} from '@gatehouse/contracts';
import { sha256, uuidv7 } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { newClientSecret } from '../../domain/client-secret.ts';
import { ServiceAccountRepository } from '../../domain/service-account-repository.ts';
import { checkedLifetime, type ClientSecret, expiryAfter, type ServiceAccount } from '../../domain/service-account.ts';

export interface NewSecret {
  readonly label: string;
  readonly lifetimeDays: number;
}

/** What every change of a service account has in common. All of it joins the transaction of the caller. */
@Injectable()
export class ServiceAccountWriter {
  constructor(
    private readonly accounts: ServiceAccountRepository,
    private readonly revoker: TokenRevoker,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Stores the next version. @throws SERVICE_ACCOUNT_EXISTS */
  async store(account: ServiceAccount, change: Partial<ServiceAccount> = {}): Promise<ServiceAccount> {
    const next = {
      ...account,
      ...change,
      version: account.version + 1,
      updatedAt: this.clock.now(),
      updatedBy: currentRequestContext()?.principal?.id,
    };
    if (!(await this.accounts.update(next))) throw nameTaken();
    return next;
  }

  /** Makes a secret. Its text is returned once and stored nowhere. @throws CLIENT_SECRETS_EXHAUSTED, VALIDATION_FAILED */
  async addSecret(
    accountId: string,
    { label, lifetimeDays }: NewSecret,
  ): Promise<{ secret: ClientSecret; text: string }> {
    const now = this.clock.now();
    const text = newClientSecret();
    const id = uuidv7(now);
    const secret: ClientSecret = {
      id,
      accountId,
      sessionId: id,
      hash: sha256(text),
      label,
      createdAt: now,
      createdBy: currentRequestContext()?.principal?.id,
      expiresAt: expiryAfter(checkedLifetime(lifetimeDays), now),
      lastUsedAt: undefined,
      revokedAt: undefined,
    };
    if (!(await this.accounts.insertSecret(secret)))
      throw new GatehouseError(
        'CLIENT_SECRETS_EXHAUSTED',
        'Two secrets are already active. Revoke the one that is no longer used.',
      );
    return { secret, text };
  }

  /** Ends secrets, and the tokens made with them. */
  async revokeSecrets(secrets: readonly ClientSecret[]): Promise<void> {
    for (const { id } of secrets) await this.accounts.revokeSecret(id, this.clock.now());
    await this.endTokens(secrets);
  }

  /** Ends the tokens made with secrets that go on: tokens to come get another `sid`. */
  async renewSessions(secrets: readonly ClientSecret[]): Promise<void> {
    await this.endTokens(secrets);
    for (const { id } of secrets) await this.accounts.renewSession(id, uuidv7(this.clock.now()));
  }

  async endTokens(secrets: readonly ClientSecret[]): Promise<void> {
    await this.revoker.revoke(secrets.map(({ sessionId }) => ({ kind: 'sid', id: sessionId }) as const));
  }

  record(type: AuditEventType, action: string, account: ServiceAccount, details: JsonObject): Promise<void> {
    return this.audit.record({
      type,
      action,
      status: 'success',
      resource: { type: 'service_account', id: account.id, version: String(account.version) },
      details,
    });
  }
}

export function nameTaken(): GatehouseError {
  return new GatehouseError(
    'SERVICE_ACCOUNT_EXISTS',
    'A service account with this name already exists. Choose a different name.',
  );
}
