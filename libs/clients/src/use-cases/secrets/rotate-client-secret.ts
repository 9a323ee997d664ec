import { Clock, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { isExpired } from '../../domain/service-account.ts';
import type { WithNewSecret } from '../service-accounts/create-service-account.ts';
import { FindServiceAccount } from '../service-accounts/find-service-account.ts';
import { type NewSecret, ServiceAccountWriter } from '../service-accounts/service-account-writer.ts';

/** Adds a secret. The one before stays live beside it until it is revoked or expires, so that no service stands still. */
@Injectable()
export class RotateClientSecret {
  constructor(
    private readonly find: FindServiceAccount,
    private readonly writer: ServiceAccountWriter,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws SERVICE_ACCOUNT_NOT_FOUND, CLIENT_SECRETS_EXHAUSTED when two are live already */
  execute(id: string, wanted: NewSecret): Promise<WithNewSecret> {
    return this.unitOfWork.run(async () => {
      const before = await this.find.andLock(id);
      // an expired secret holds no place
      const expired = before.secrets.filter((secret) => isExpired(secret, this.clock.now()));
      await this.writer.revokeSecrets(expired);
      const { secret, text } = await this.writer.addSecret(id, wanted);
      const account = await this.writer.store(before.account);
      await this.writer.record('secret_rotated', 'rotate client secret', account, {
        secretId: secret.id,
        label: secret.label,
        expiresAt: secret.expiresAt.toISOString(),
      });
      const stillLive = before.secrets.filter((one) => !expired.includes(one));
      return { view: { account, secrets: [secret, ...stillLive] }, clientSecret: text };
    });
  }
}
