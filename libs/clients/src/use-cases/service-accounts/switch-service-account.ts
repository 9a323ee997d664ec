import { Clock, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { ServiceAccountView } from '../../domain/service-account.ts';
import { FindServiceAccount } from './find-service-account.ts';
import { ServiceAccountWriter } from './service-account-writer.ts';

/** Shuts a service account out, or lets it in again with the secrets that it has. */
@Injectable()
export class SwitchServiceAccount {
  constructor(
    private readonly find: FindServiceAccount,
    private readonly writer: ServiceAccountWriter,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Changes nothing when it is so already. @throws SERVICE_ACCOUNT_NOT_FOUND */
  execute(id: string, to: 'enabled' | 'disabled'): Promise<ServiceAccountView> {
    return this.unitOfWork.run(async () => {
      const view = await this.find.andLock(id);
      if ((view.account.disabledAt === undefined) === (to === 'enabled')) return view;
      const disabledAt = to === 'disabled' ? this.clock.now() : undefined;
      const account = await this.writer.store(view.account, { disabledAt });
      if (to === 'disabled') await this.writer.renewSessions(view.secrets);
      await this.writer.record(
        'service_account_updated',
        to === 'disabled' ? 'disable service account' : 'enable service account',
        account,
        { name: account.name, disabled: to === 'disabled' },
      );
      return { ...view, account };
    });
  }
}
