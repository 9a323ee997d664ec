import { Clock, currentRequestContext, UnitOfWork } from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { newClientId } from '../../domain/client-secret.ts';
import { ServiceAccountRepository } from '../../domain/service-account-repository.ts';
import type { ServiceAccount, ServiceAccountContent, ServiceAccountView } from '../../domain/service-account.ts';
import { nameTaken, type NewSecret, ServiceAccountWriter } from './service-account-writer.ts';

export interface WithNewSecret {
  readonly view: ServiceAccountView;
  /** Shown once. */
  readonly clientSecret: string;
}

/** Makes a service account with its first secret. */
@Injectable()
export class CreateServiceAccount {
  constructor(
    private readonly accounts: ServiceAccountRepository,
    private readonly writer: ServiceAccountWriter,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws SERVICE_ACCOUNT_EXISTS */
  execute(content: ServiceAccountContent, first: NewSecret): Promise<WithNewSecret> {
    const account = this.newAccount(content);
    return this.unitOfWork.run(async () => {
      if (!(await this.accounts.insert(account))) throw nameTaken();
      const { secret, text } = await this.writer.addSecret(account.id, first);
      await this.writer.record('service_account_created', 'create service account', account, {
        name: account.name,
        clientId: account.clientId,
        scopes: account.scopes,
        ipAllowList: account.ipAllowList,
        secretId: secret.id,
        secretExpiresAt: secret.expiresAt.toISOString(),
      });
      return { view: { account, secrets: [secret] }, clientSecret: text };
    });
  }

  private newAccount(content: ServiceAccountContent): ServiceAccount {
    const now = this.clock.now();
    const by = currentRequestContext()?.principal?.id;
    return {
      ...content,
      id: uuidv7(now),
      clientId: newClientId(),
      disabledAt: undefined,
      version: 1,
      createdAt: now,
      createdBy: by,
      updatedAt: now,
      updatedBy: by,
    };
  }
}
