import { AlertSink, AuditTrail, type EntryReason, GatehouseError } from '@gatehouse/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { KeyMetrics } from '../domain/key-metrics.ts';
import type { KeyStep } from '../domain/plan-rotation.ts';
import { CarryOutKeyPlan, type KeyChange } from './carry-out-key-plan.ts';

/** Changes the keys. One that did not come about is seen: as a metric, as an alert and in the audit log. */
@Injectable()
export class ChangeSigningKeys {
  private readonly logger = new Logger('SigningKeys');

  constructor(
    private readonly carryOutKeyPlan: CarryOutKeyPlan,
    private readonly metrics: KeyMetrics,
    private readonly audit: AuditTrail,
    private readonly alerts: AlertSink,
  ) {}

  /**
   * @returns what was done, empty when there was nothing to do; `busy` when another replica kept the lock for too long
   * @throws KEY_ROTATION_REFUSED when another replica has taken over meanwhile
   */
  async execute(change: KeyChange): Promise<readonly KeyStep[] | 'busy'> {
    const finished = this.metrics.startRotation();
    try {
      const done = await this.carryOutKeyPlan.execute(change);
      if (done === 'busy' || done.length === 0) return done;
      finished();
      this.logger.log(`The signing keys were changed: ${done.map(({ kind }) => kind).join(', ')}`);
      if (done.some(({ kind }) => kind === 'activate' || kind === 'install')) this.metrics.countRotation('success');
      return done;
    } catch (error) {
      finished();
      const refused = error instanceof GatehouseError && error.code === 'KEY_ROTATION_REFUSED';
      await (refused ? this.tellRefusal() : this.tellFailure(error));
      throw error;
    }
  }

  /** Somebody who no longer held the lock tried to write: a process that was paused, or one that should not be there. */
  private async tellRefusal(): Promise<void> {
    this.metrics.countRotation('refused');
    const summary =
      'A change to the signing keys was refused because a newer one had already been made. Its process may have been paused.';
    this.alerts.raiseAlone({
      kind: 'key_rotation_refused',
      severity: 'warning',
      dedupeKey: 'key_rotation_refused',
      summary,
    });
    await this.record('key_rotation_refused', 'denied', 'overtaken');
  }

  private async tellFailure(error: unknown): Promise<void> {
    this.metrics.countRotation('failure');
    this.alerts.raiseAlone({
      kind: 'key_rotation_failed',
      severity: 'critical',
      dedupeKey: 'key_rotation_failed',
      summary: 'The signing keys could not be changed. The current key stays in use until that succeeds.',
    });
    // the words of a foreign error may hold anything
    const reason = error instanceof GatehouseError ? error.code : 'key_change_failed';
    await this.record('key_rotated', 'failure', reason);
  }

  private async record(
    type: 'key_rotated' | 'key_rotation_refused',
    status: 'failure' | 'denied',
    reason: EntryReason,
  ): Promise<void> {
    try {
      await this.audit.recordAlone({ type, action: 'change signing keys', status, reason });
    } catch (error) {
      // the first failure is the one to hear of
      this.logger.error({ err: error }, 'The failed change to the signing keys could not be audited');
    }
  }
}
