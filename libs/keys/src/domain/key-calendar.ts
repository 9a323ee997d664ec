import type { Clock } from '@gatehouse/contracts';
import type { KeyTimeline } from './key-timeline.ts';
import { type KeyPlan, type PlannedChange, planOn } from './plan-rotation.ts';
import type { SigningKey } from './signing-key.ts';

/** The clock and the spans by which this process changes keys. */
export class KeyCalendar {
  constructor(
    private readonly clock: Clock,
    readonly timeline: KeyTimeline,
  ) {}

  now(): Date {
    return this.clock.now();
  }

  plan(plan: KeyPlan, rows: readonly SigningKey[]): PlannedChange {
    return planOn(rows, plan(rows, this.now(), this.timeline));
  }
}
