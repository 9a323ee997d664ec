import { AuditTrail, Clock, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { ClientSecretUpkeep } from '../../domain/client-secret-upkeep.ts';
import { deadSince } from '../../domain/service-account.ts';

/** Deletes the rows of secrets that ended a month ago. Harmless on several replicas at once: a row is deleted once. */
@Injectable()
export class PurgeClientSecrets {
  constructor(
    private readonly upkeep: ClientSecretUpkeep,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @returns how many were deleted */
  execute(): Promise<number> {
    return this.unitOfWork.run(async () => {
      const deleted = await this.upkeep.deleteEnded(deadSince(this.clock.now()));
      for (const { id, accountId, label } of deleted)
        await this.audit.record({
          type: 'secret_deleted',
          action: 'delete client secret',
          status: 'success',
          reason: 'retention_period_elapsed',
          resource: { type: 'service_account', id: accountId },
          details: { secretId: id, label },
        });
      return deleted.length;
    });
  }
}
