import { AlertSink, Clock, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { ServiceAccountRepository } from '../../domain/service-account-repository.ts';
import { type ClientSecret, expiresSoon, type ServiceAccount } from '../../domain/service-account.ts';

/** Nobody needs the last use to the second, and a busy client must not write its row with every request. */
const RESOLUTION_MS = 60_000;
const DAY_MS = 86_400_000;

/** Writes down that a secret is in use, and warns on the first use of a day when it is about to expire. */
@Injectable()
export class NoteSecretUse {
  constructor(
    private readonly accounts: ServiceAccountRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly alerts: AlertSink,
    private readonly clock: Clock,
  ) {}

  async execute(account: ServiceAccount, secret: ClientSecret): Promise<void> {
    const now = this.clock.now();
    const before = secret.lastUsedAt?.getTime() ?? 0;
    if (now.getTime() - before < RESOLUTION_MS) return;
    const isFirstOfDay = Math.floor(before / DAY_MS) !== Math.floor(now.getTime() / DAY_MS);
    if (isFirstOfDay && expiresSoon(secret, now)) await this.markAndWarn(account, secret, now);
    else await this.accounts.markUsed(secret.id, now, secret.lastUsedAt);
  }

  /** Together: once the use is written down, nobody would warn again before tomorrow. */
  private markAndWarn(account: ServiceAccount, { id, lastUsedAt, expiresAt }: ClientSecret, now: Date): Promise<void> {
    return this.unitOfWork.run(async () => {
      if (!(await this.accounts.markUsed(id, now, lastUsedAt))) return;
      await this.alerts.raise({
        kind: 'client_secret_expiring',
        severity: 'warning',
        dedupeKey: `client-secret-expiring:${id}`,
        summary: 'A client secret in use expires within two weeks. Add a new secret and deploy it to the service.',
        details: { serviceAccountId: account.id, secretId: id, expiresAt: expiresAt.toISOString() },
      });
    });
  }
}
