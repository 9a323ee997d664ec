import { AuditTrail, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { KeyCalendar } from '../domain/key-calendar.ts';
import { deletableKeys } from '../domain/plan-rotation.ts';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';

/** Deletes the rows of keys that have been out of use for long. Harmless on several replicas at once. */
@Injectable()
export class PurgeSigningKeys {
  constructor(
    private readonly keys: SigningKeyRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly calendar: KeyCalendar,
  ) {}

  /** @returns how many were deleted */
  execute(): Promise<number> {
    return this.unitOfWork.run(async () => {
      await this.keys.claim();
      const deletable = deletableKeys(await this.keys.list(), this.calendar.now(), this.calendar.timeline);
      for (const key of deletable) {
        await this.keys.delete(key);
        await this.audit.record({
          type: 'key_deleted',
          action: 'delete signing key',
          status: 'success',
          reason: 'retention_period_elapsed',
          resource: { type: 'signing_key', id: key.kid },
          details: { status: key.status },
        });
      }
      return deletable.length;
    });
  }
}
