import { GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { FindServiceAccount } from '../service-accounts/find-service-account.ts';
import { ServiceAccountWriter } from '../service-accounts/service-account-writer.ts';

/** Ends a secret at once, and every token that was made with it. */
@Injectable()
export class RevokeClientSecret {
  constructor(
    private readonly find: FindServiceAccount,
    private readonly writer: ServiceAccountWriter,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws SERVICE_ACCOUNT_NOT_FOUND, CLIENT_SECRET_NOT_FOUND also for one that is revoked already */
  execute(accountId: string, secretId: string): Promise<void> {
    return this.unitOfWork.run(async () => {
      const view = await this.find.andLock(accountId);
      const secret = view.secrets.find(({ id }) => id === secretId);
      if (!secret)
        throw new GatehouseError('CLIENT_SECRET_NOT_FOUND', 'This service account has no active secret with this ID.');
      await this.writer.revokeSecrets([secret]);
      const account = await this.writer.store(view.account);
      await this.writer.record('secret_revoked', 'revoke client secret', account, {
        secretId: secret.id,
        label: secret.label,
      });
    });
  }
}
