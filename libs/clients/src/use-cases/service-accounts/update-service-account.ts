import { GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { isNarrowed, type ServiceAccountContent, type ServiceAccountView } from '../../domain/service-account.ts';
import { FindServiceAccount } from './find-service-account.ts';
import { ServiceAccountWriter } from './service-account-writer.ts';

/** Replaces what an administrator decides about a service account. When that becomes less, the tokens that are out end. */
@Injectable()
export class UpdateServiceAccount {
  constructor(
    private readonly find: FindServiceAccount,
    private readonly writer: ServiceAccountWriter,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * @param expectedVersion the version that the change is based on
   * @throws SERVICE_ACCOUNT_NOT_FOUND, SERVICE_ACCOUNT_EXISTS, VERSION_MISMATCH
   */
  execute(id: string, expectedVersion: number, content: ServiceAccountContent): Promise<ServiceAccountView> {
    return this.unitOfWork.run(async () => {
      const { account, secrets } = await this.find.andLock(id);
      if (account.version !== expectedVersion)
        throw new GatehouseError(
          'VERSION_MISMATCH',
          'The service account has changed since you read it. Read it again and reapply your change.',
        );
      const tokensEnd = isNarrowed(account, content);
      const next = await this.writer.store(account, content);
      if (tokensEnd) await this.writer.renewSessions(secrets);
      await this.writer.record('service_account_updated', 'update service account', next, {
        name: next.name,
        scopes: next.scopes,
        ipAllowList: next.ipAllowList,
        scopesBefore: account.scopes,
        ipAllowListBefore: account.ipAllowList,
        tokensEnded: tokensEnd,
      });
      return { account: next, secrets };
    });
  }
}
