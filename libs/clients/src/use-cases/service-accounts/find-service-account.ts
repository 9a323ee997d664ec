import { GatehouseError } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { ServiceAccountRepository } from '../../domain/service-account-repository.ts';
import type { ServiceAccountView } from '../../domain/service-account.ts';

@Injectable()
export class FindServiceAccount {
  constructor(private readonly accounts: ServiceAccountRepository) {}

  /** @throws SERVICE_ACCOUNT_NOT_FOUND */
  async execute(id: string): Promise<ServiceAccountView> {
    return found(await this.accounts.findById(id));
  }

  /** For operators, who know accounts by name. @throws SERVICE_ACCOUNT_NOT_FOUND */
  async byName(name: string): Promise<ServiceAccountView> {
    return found(await this.accounts.findByName(name));
  }

  /**
   * Keeps others from changing the account or its secrets until the transaction ends.
   * @throws SERVICE_ACCOUNT_NOT_FOUND
   */
  async andLock(id: string): Promise<ServiceAccountView> {
    return found(await this.accounts.lockById(id));
  }
}

function found(view: ServiceAccountView | undefined): ServiceAccountView {
  if (!view)
    throw new GatehouseError(
      'SERVICE_ACCOUNT_NOT_FOUND',
      'No such service account. List the service accounts to see the existing ones.',
    );
  return view;
}
