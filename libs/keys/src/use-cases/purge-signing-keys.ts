import { AuditTrail, Clock, UnitOfWork } from '@gatehouse/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { deletableKeys } from '../domain/plan-rotation.ts';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import { keysConfig, type TimelineConfig, timelineOf } from '../keys.config.ts';

/** Deletes the rows of keys that have been out of use for long. Harmless on several replicas at once. */
@Injectable()
export class PurgeSigningKeys {
  constructor(
    private readonly keys: SigningKeyRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
    @Inject(keysConfig.token) private readonly config: TimelineConfig,
  ) {}

  /** @returns how many were deleted */
  execute(): Promise<number> {
    return this.unitOfWork.run(async () => {
      await this.keys.claim(undefined);
      const deletable = deletableKeys(await this.keys.list(), this.clock.now(), timelineOf(this.config));
      for (const key of deletable) {
        await this.keys.delete(key);
        await this.audit.record({
          type: 'key_deleted',
          action: 'delete signing key',
          status: 'success',
          reason: 'its time of keeping was over',
          resource: { type: 'signing_key', id: key.kid },
          details: { status: key.status },
        });
      }
      return deletable.length;
    });
  }
}
