import { AlertSink, AuditTrail, Clock } from '@gatehouse/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { AuditMetrics } from '../../domain/audit-metrics.ts';
import type { StoredCheckpoint } from '../../domain/audit-tree.ts';

/** Makes what the sequencer meets visible: as metrics, as alerts, and in the log itself. */
@Injectable()
export class ReportSequencer {
  private readonly logger = new Logger('AuditLog');

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

  deletedEarly(ids: readonly string[]): void {
    this.alerts.raiseAlone({
      kind: 'audit_rows_deleted',
      severity: 'critical',
      dedupeKey: 'audit_rows_deleted',
      summary: 'Audit entries were deleted before they had a place in the tree. Verify the audit log.',
      details: { ids: ids.slice(0, 100), count: ids.length },
    });
  }

  /** @param doubt whether the tree itself is in doubt, and not only a place out of reach */
  async refused(reason: string, doubt: boolean): Promise<void> {
    this.alerts.raiseAlone({
      kind: doubt ? 'audit_checkpoint_refused' : 'audit_checkpoint_unpublished',
      severity: doubt ? 'critical' : 'warning',
      dedupeKey: doubt ? 'audit_checkpoint_refused' : 'audit_checkpoint_unpublished',
      summary: doubt ? `No checkpoint is signed: ${reason}` : `${reason}; they wait in the database`,
    });
    if (!doubt) return;
    try {
      const entry = {
        type: 'audit_checkpoint_refused',
        action: 'sign a checkpoint',
        status: 'denied',
        reason,
      } as const;
      await this.trail.recordAlone(entry);
    } catch (error) {
      this.logger.error({ err: error }, 'The refused checkpoint could not be audited');
    }
  }
}
