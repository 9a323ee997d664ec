import { AuditTrail, Clock, EventBus, GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { applyKeyStep, withChanged } from '../domain/apply-key-step.ts';
import { auditEntryOf } from '../domain/key-audit.ts';
import { type KeyPlan, type KeyStep, needsFreshKey } from '../domain/plan-rotation.ts';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import type { KeyMaterial } from '../domain/signing-key.ts';
import { keysConfig, type TimelineConfig, timelineOf } from '../keys.config.ts';

export interface KeyChange {
  readonly plan: KeyPlan;
  /** Of the lock; `undefined` without one. */
  readonly fence: number | undefined;
  readonly reason: string;
}

/** Writes what a plan says, each step with its audit entry, in one transaction, and tells every replica. */
@Injectable()
export class WriteKeySteps {
  constructor(
    private readonly keys: SigningKeyRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly events: EventBus,
    private readonly clock: Clock,
    @Inject(keysConfig.token) private readonly config: TimelineConfig,
  ) {}

  /**
   * Plans again on what the rows say now that nobody else can change them.
   * @returns what was done; `undefined`, with nothing done, when that takes more fresh keys than are given
   * @throws KEY_ROTATION_REFUSED when the fence is stale
   */
  execute({ plan, fence, reason }: KeyChange, fresh: readonly KeyMaterial[]): Promise<readonly KeyStep[] | undefined> {
    return this.unitOfWork.run(async () => {
      const claimed = await this.keys.claim(fence);
      if (claimed === undefined) throw staleFence();
      const [now, timeline, unused] = [this.clock.now(), timelineOf(this.config), [...fresh]];
      let rows = await this.keys.list();
      const steps = plan(rows, now, timeline);
      if (steps.filter(needsFreshKey).length > fresh.length) return undefined;
      const setting = { now, timeline, fence: claimed, takeFresh: () => take(unused) };
      for (const step of steps) {
        const changed = applyKeyStep(step, rows, setting);
        for (const key of changed) await this.keys.save(key);
        await this.audit.record(auditEntryOf(step, changed, reason));
        rows = withChanged(rows, changed);
      }
      const current = rows.find(({ status }) => status === 'current');
      if (current && steps.length > 0)
        this.unitOfWork.afterCommit(() => this.events.publish('keys-changed', { kid: current.kid }));
      return steps;
    });
  }
}

function take(unused: KeyMaterial[]): KeyMaterial {
  const key = unused.shift();
  if (!key) throw new Error('A plan takes more fresh keys than it says.');
  return key;
}

export function staleFence(): GatehouseError {
  return new GatehouseError('KEY_ROTATION_REFUSED', 'Another process changed the keys meanwhile. Look at them again.');
}
