import { timingSafeEqual } from 'node:crypto';
import { type AuditReason, AuditTrail, Clock, currentRequestContext, SensitiveDigest } from '@gatehouse/contracts';
import { sha256 } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { isWellFormedSecret, withoutWrapping } from '../../domain/client-secret.ts';
import { isAllowedAddress } from '../../domain/ip-allow-list.ts';
import type { ClientCredentials } from '../../domain/oauth/client-request.ts';
import { invalidClient } from '../../domain/oauth/oauth-error.ts';
import { type PresentedSecret, ServiceAccountRepository } from '../../domain/service-account-repository.ts';
import { type ClientSecret, isExpired, type ServiceAccount } from '../../domain/service-account.ts';
import { NoteSecretUse } from './note-secret-use.ts';

export interface AuthenticatedClient {
  readonly account: ServiceAccount;
  readonly secret: ClientSecret;
}

const NOBODYS_HASH = sha256('');
const NOBODY: ClientCredentials = { clientId: '', clientSecret: '' };

/**
 * Checks the credentials of a service account. Whatever is wrong, the work is the same (one statement, one hash, one entry of
 * the audit log) and so is the answer; only the audit log knows which it was.
 */
@Injectable()
export class AuthenticateClient {
  constructor(
    private readonly accounts: ServiceAccountRepository,
    private readonly audit: AuditTrail,
    private readonly digest: SensitiveDigest,
    private readonly noteUse: NoteSecretUse,
    private readonly clock: Clock,
  ) {}

  /** @throws OAuthError `invalid_client` */
  async execute(credentials: ClientCredentials | undefined): Promise<AuthenticatedClient> {
    const sent = credentials ?? NOBODY;
    const [clientId, clientSecret] = [withoutWrapping(sent.clientId), withoutWrapping(sent.clientSecret)];
    const hash = sha256(clientSecret);
    const found = await this.accounts.findByClient(clientId, hash);
    const isRight = timingSafeEqual(hash, found?.secret?.hash ?? NOBODYS_HASH) && found?.secret !== undefined;
    const isHere = isAllowedAddress(currentRequestContext()?.ip, found?.account.ipAllowList ?? []);
    const reason = this.faultOf(found, isWellFormedSecret(clientSecret), isRight, isHere);
    if (!found?.secret || reason !== undefined) return this.refuse(clientId, reason ?? 'unknown_client', found);
    await this.noteUse.execute(found.account, found.secret);
    return { account: found.account, secret: found.secret };
  }

  private faultOf(
    found: PresentedSecret | undefined,
    isWellFormed: boolean,
    isRight: boolean,
    isHere: boolean,
  ): AuditReason | undefined {
    if (!found) return 'unknown_client';
    const { account, secret } = found;
    if (!secret || !isRight) return isWellFormed ? 'wrong_secret' : 'malformed_secret';
    if (secret.revokedAt) return 'revoked_secret';
    if (isExpired(secret, this.clock.now())) return 'expired_secret';
    if (account.disabledAt) return 'disabled';
    return isHere ? undefined : 'forbidden_address';
  }

  /** The named client is recorded as a digest only: programs, too, send secrets in the wrong field. */
  private async refuse(clientId: string, reason: AuditReason, found: PresentedSecret | undefined): Promise<never> {
    await this.audit.recordAlone({
      type: 'auth_failure',
      action: 'authenticate client',
      status: 'failure',
      reason,
      ...(found && { resource: { type: 'service_account', id: found.account.id } }),
      details: {
        client: this.digest.of(clientId, 'client'),
        ...(found?.secret && { secretId: found.secret.id }),
      },
    });
    throw invalidClient();
  }
}
