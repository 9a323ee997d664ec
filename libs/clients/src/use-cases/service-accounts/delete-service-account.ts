import { UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { ServiceAccountRepository } from '../../domain/service-account-repository.ts';
import { FindServiceAccount } from './find-service-account.ts';
import { ServiceAccountWriter } from './service-account-writer.ts';

/** Removes a service account, its secrets and its tokens. What it did stays in the audit log, under its id. */
@Injectable()
export class DeleteServiceAccount {
  constructor(
    private readonly accounts: ServiceAccountRepository,
    private readonly find: FindServiceAccount,
    private readonly writer: ServiceAccountWriter,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws SERVICE_ACCOUNT_NOT_FOUND */
  execute(id: string): Promise<void> {
    return this.unitOfWork.run(async () => {
      const { account, secrets } = await this.find.andLock(id);
      await this.writer.endTokens(secrets);
      await this.accounts.delete(id);
      await this.writer.record('service_account_deleted', 'delete service account', account, {
        name: account.name,
        clientId: account.clientId,
      });
    });
  }
}
