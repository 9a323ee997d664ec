import type { CountedRows } from '@gatehouse/contracts';
import type { ClientSecret, ServiceAccount, ServiceAccountView } from './service-account.ts';

export interface PresentedSecret {
  readonly account: ServiceAccount;
  /** The account's secret with the hash that was asked for, live or not. */
  readonly secret: ClientSecret | undefined;
}

export abstract class ServiceAccountRepository {
  /** One statement, whether the client and the secret exist or not. */
  abstract findByClient(clientId: string, secretHash: Buffer): Promise<PresentedSecret | undefined>;

  abstract findById(id: string): Promise<ServiceAccountView | undefined>;

  /** In whatever case the name is written. */
  abstract findByName(name: string): Promise<ServiceAccountView | undefined>;

  /** Newest first; counted on the first page. */
  abstract list(limit: number, before?: string): Promise<CountedRows<ServiceAccountView>>;

  /** Reads the account and keeps others from changing it or its secrets until the transaction ends. */
  abstract lockById(id: string): Promise<ServiceAccountView | undefined>;

  /** Adds the account. `false` when the name is taken. */
  abstract insert(account: ServiceAccount): Promise<boolean>;

  /** Stores what can change of an account. `false` when the name is taken. */
  abstract update(account: ServiceAccount): Promise<boolean>;

  /** Deletes the account with its secrets. */
  abstract delete(id: string): Promise<void>;

  /** Adds a secret in a free place. `false` when there is none: two secrets are not revoked. */
  abstract insertSecret(secret: ClientSecret): Promise<boolean>;

  abstract revokeSecret(id: string, at: Date): Promise<void>;

  /** Gives a secret that goes on another `sid`, for the tokens to come. */
  abstract renewSession(secretId: string, sessionId: string): Promise<void>;

  /** @returns whether the last use was still the one that the caller knows of: of two at once, one is told so */
  abstract markUsed(secretId: string, at: Date, lastUsedAt: Date | undefined): Promise<boolean>;
}
