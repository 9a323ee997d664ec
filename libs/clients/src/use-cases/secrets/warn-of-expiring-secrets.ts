import { AlertSink, AuditTrail, Clock, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { ClientSecretUpkeep, type ExpiringSecret } from '../../domain/client-secret-upkeep.ts';
import { EXPIRY_WARNINGS } from '../../domain/service-account.ts';

const LAST_CALL_DAYS = 1;

/** Tells of every secret that is about to expire, used or not, once at each of the agreed points. Any replica may look. */
@Injectable()
export class WarnOfExpiringSecrets {
  constructor(
    private readonly upkeep: ClientSecretUpkeep,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly alerts: AlertSink,
    private readonly clock: Clock,
  ) {}

  /** @returns how many warnings were given */
  async execute(): Promise<number> {
    let warnings = 0;
    // the shortest span first: who was told of the last day need not hear of the last fortnight
    for (const days of EXPIRY_WARNINGS.toReversed()) warnings += await this.warnWithin(days);
    return warnings;
  }

  private warnWithin(days: number): Promise<number> {
    return this.unitOfWork.run(async () => {
      const secrets = await this.upkeep.claimExpiring(days, this.clock.now());
      for (const secret of secrets) {
        await this.record(secret, days);
        await this.raise(secret, days);
      }
      return secrets.length;
    });
  }

  private record({ id, accountId, accountName, label, expiresAt }: ExpiringSecret, days: number): Promise<void> {
    return this.audit.record({
      type: 'secret_expiring',
      action: 'warn about expiring client secret',
      status: 'success',
      reason: 'expires_soon',
      resource: { type: 'service_account', id: accountId },
      details: { name: accountName, secretId: id, label, days, expiresAt: expiresAt.toISOString() },
    });
  }

  private raise({ id, accountId, accountName, expiresAt, lastUsedAt }: ExpiringSecret, days: number): Promise<void> {
    return this.alerts.raise({
      kind: 'client_secret_expiring',
      severity: days <= LAST_CALL_DAYS ? 'critical' : 'warning',
      dedupeKey: `client-secret-expiring:${id}`,
      summary: `A secret of the service account ${accountName} expires within ${days === 1 ? 'a day' : `${days} days`}. Add a new secret, or revoke this one if it is unused.`,
      details: {
        serviceAccountId: accountId,
        secretId: id,
        expiresAt: expiresAt.toISOString(),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      },
    });
  }
}
