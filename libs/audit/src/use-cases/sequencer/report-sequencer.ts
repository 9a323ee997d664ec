import { AlertSink, AuditTrail, Clock } from '@gatehouse/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { AuditMetrics } from '../../domain/audit-metrics.ts';
import type { StoredCheckpoint } from '../../domain/audit-tree.ts';
import type { CheckpointFailure } from '../../domain/checkpoint-failure.ts';

/** Makes what the sequencer meets visible: as metrics, as alerts, and in the log itself. */
@Injectable()
export class ReportSequencer {
  private readonly logger = new Logger('AuditLog');
  /** Why the last checkpoint could not be made. */
  private failure: string | undefined;

  constructor(
    private readonly metrics: AuditMetrics,
    private readonly alerts: AlertSink,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  observe(unsequenced: number, last: StoredCheckpoint | undefined): void {
    const age = last ? Math.max(0, (this.clock.now().getTime() - last.createdAt.getTime()) / 1000) : undefined;
    this.metrics.observeTree(unsequenced, age);
  }

  checkpointMade(): void {
    this.failure = undefined;
  }

  /** Each reason once: it is tried again every second. */
  async checkpointFailed({ message: reason, treeInDoubt, cause }: CheckpointFailure): Promise<void> {
    if (!treeInDoubt) this.logger.warn({ err: cause }, 'No checkpoint could be created; retrying');
    if (reason === this.failure) return;
    this.failure = reason;
    const kind = treeInDoubt ? 'audit_checkpoint_refused' : 'audit_checkpoint_unpublished';
    this.alerts.raiseAlone({
      kind,
      severity: treeInDoubt ? 'critical' : 'warning',
      dedupeKey: kind,
      summary: treeInDoubt
        ? `Refused to sign a checkpoint: ${reason}`
        : `${reason}; they are kept in the database until then`,
    });
    if (treeInDoubt) await this.recordRefusal(reason);
  }

  private async recordRefusal(reason: string): Promise<void> {
    try {
      const entry = {
        type: 'audit_checkpoint_refused',
        action: 'sign a checkpoint',
        status: 'denied',
        reason: { given: reason },
      } as const;
      await this.trail.recordAlone(entry);
    } catch (error) {
      this.logger.error({ err: error }, 'The refused checkpoint could not be audited');
    }
  }
}
