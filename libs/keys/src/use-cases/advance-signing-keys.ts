import { Injectable } from '@nestjs/common';
import { KeyCalendar } from '../domain/key-calendar.ts';
import { KeyMetrics } from '../domain/key-metrics.ts';
import { planRotation } from '../domain/plan-rotation.ts';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import { verifies } from '../domain/signing-key.ts';
import { ChangeSigningKeys } from './change-signing-keys.ts';

export type Advance = 'idle' | 'busy' | 'changed';

/** Does what is due by the timeline. Harmless to call at any time, any number of times, on any number of replicas. */
@Injectable()
export class AdvanceSigningKeys {
  constructor(
    private readonly keys: SigningKeyRepository,
    private readonly changeSigningKeys: ChangeSigningKeys,
    private readonly metrics: KeyMetrics,
    private readonly calendar: KeyCalendar,
  ) {}

  /** @returns `busy` when another replica is at it */
  async execute(): Promise<Advance> {
    const [rows, now] = [await this.keys.list(), this.calendar.now()];
    this.metrics.observeKeys(
      rows.filter((row) => verifies(row, now)),
      now,
    );
    // nearly every time nothing is due, and no lock is asked for
    if (this.calendar.plan(planRotation, rows).steps.length === 0) return 'idle';
    const change = { plan: planRotation, lock: { waitMs: 0 }, reason: 'due_by_schedule' } as const;
    const done = await this.changeSigningKeys.execute(change);
    if (done === 'busy') return 'busy';
    return done.length > 0 ? 'changed' : 'idle';
  }
}
