import { defineCursor, type Page, toPage } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { ServiceAccountRepository } from '../../domain/service-account-repository.ts';
import type { ServiceAccountView } from '../../domain/service-account.ts';

const cursors = defineCursor({ id: 'uuid' });

@Injectable()
export class ListServiceAccounts {
  constructor(private readonly accounts: ServiceAccountRepository) {}

  /** Newest first. @throws INVALID_CURSOR */
  async execute(limit: number, cursor?: string): Promise<Page<ServiceAccountView>> {
    const before = cursor === undefined ? undefined : cursors.decode(cursor).id;
    const { rows, count } = await this.accounts.list(limit + 1, before);
    return toPage(
      rows,
      limit,
      ({ account }) => cursors.encode({ id: account.id }),
      (view) => view,
      count,
    );
  }
}
