import type { ClientSecret } from './service-account.ts';

export interface ExpiringSecret extends Pick<ClientSecret, 'id' | 'accountId' | 'label' | 'expiresAt' | 'lastUsedAt'> {
  readonly accountName: string;
}

/** What happens to secrets by the passing of time alone. */
export abstract class ClientSecretUpkeep {
  /**
   * Live secrets of enabled accounts that expire within `days`, of which nobody was told at this or a later point. They
   * count as told of from here on, once the transaction of the caller commits: no replica gets one that another has got.
   */
  abstract claimExpiring(days: number, now: Date): Promise<readonly ExpiringSecret[]>;

  /** Deletes the secrets that expired or were revoked before a moment. @returns what was deleted, each by one replica */
  abstract deleteEnded(before: Date): Promise<readonly Pick<ClientSecret, 'id' | 'accountId' | 'label'>[]>;
}
