import { AuditTrail } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { TimeRange } from '../../domain/audit-log.ts';
import { AuditMetrics } from '../../domain/audit-metrics.ts';
import { FaultList } from '../../domain/fault-list.ts';
import type { VerificationReport } from '../../domain/verification-report.ts';
import { InspectAuditLog } from './inspect-audit-log.ts';
import type { OnProgress } from './verify-rows.ts';

/** Inspects the log, counts what is wrong with it, and puts the inspection itself on record. */
@Injectable()
export class VerifyAuditLog {
  constructor(
    private readonly inspect: InspectAuditLog,
    private readonly trail: AuditTrail,
    private readonly metrics: AuditMetrics,
  ) {}

  async execute(range: TimeRange = {}, onProgress: OnProgress = () => undefined): Promise<VerificationReport> {
    const faults = new FaultList(({ kind }) => this.metrics.countFault(kind));
    const report = await this.inspect.execute(range, faults, onProgress);
    await this.tell(range, report);
    return report;
  }

  private async tell(range: TimeRange, report: VerificationReport): Promise<void> {
    const { checked, faultCount, treeSize, checkpoint, external } = report;
    await this.trail.recordAlone({
      type: 'audit_verified',
      action: 'verify',
      status: report.valid ? 'success' : 'failure',
      details: {
        checked,
        faults: faultCount,
        treeSize,
        checkpoint,
        external,
        from: range.from ?? null,
        to: range.to ?? null,
      },
    });
  }
}
