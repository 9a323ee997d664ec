import { AuditTrail, type EntryReason, EventBus, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { carryOutPlan, rowsAfter } from '../domain/carry-out-plan.ts';
import { auditEntryOf } from '../domain/key-audit.ts';
import { KeyCalendar } from '../domain/key-calendar.ts';
import { fenceAbove } from '../domain/key-fence.ts';
import type { PlannedChange } from '../domain/plan-rotation.ts';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import type { KeyMaterial } from '../domain/signing-key.ts';

export interface WriteOptions {
  /** Keys made for the plan. */
  readonly fresh: readonly KeyMaterial[];
  /** Of the lock; `undefined` without one. */
  readonly fence: number | undefined;
  readonly reason: EntryReason;
}

/** Writes what a plan says, each step with its audit entry, in one transaction, and tells every replica. */
@Injectable()
export class WriteKeySteps {
  constructor(
    private readonly keys: SigningKeyRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly events: EventBus,
    private readonly calendar: KeyCalendar,
  ) {}

  /**
   * @returns whether it was written; nothing is when somebody else has changed the keys since they were planned on
   * @throws KEY_ROTATION_REFUSED when the fence is stale, OVERLOADED when another transaction keeps the keys for too long
   */
  execute(planned: PlannedChange, { fresh, fence, reason }: WriteOptions): Promise<boolean> {
    return this.unitOfWork.run(async () => {
      const highest = await this.keys.claim();
      const above = fenceAbove(highest, fence);
      if (highest !== planned.plannedOn) return false;
      // the time of now: a process that was paused since it planned must not date a key back, as if it were known by all
      const setting = { now: this.calendar.now(), timeline: this.calendar.timeline, fence: above };
      const results = carryOutPlan(planned, fresh, setting);
      for (const { step, changed } of results) {
        for (const key of changed) await this.keys.save(key);
        await this.audit.record(auditEntryOf(step, changed, reason));
      }
      const current = rowsAfter(planned.rows, results).find(({ status }) => status === 'current');
      if (current) this.unitOfWork.afterCommit(() => this.events.publish('keys-changed', { kid: current.kid }));
      return true;
    });
  }
}
