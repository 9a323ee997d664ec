import { AuditTrail } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { AuditEvidence } from '../../domain/audit-evidence.ts';
import type { TimeRange } from '../../domain/audit-log.ts';
import { AuditMetrics } from '../../domain/audit-metrics.ts';
import type { AuditFault } from '../../domain/check-record.ts';
import { FaultList } from '../../domain/fault-list.ts';
import type { OutsideState } from '../../domain/outside-checkpoint.ts';
import { ReadOutsideCheckpoint } from './read-outside-checkpoint.ts';
import { type OnProgress, VerifyRows } from './verify-rows.ts';
import { VerifyTree } from './verify-tree.ts';

export interface VerificationReport {
  readonly valid: boolean;
  readonly checked: number;
  /** The first thousand. */
  readonly faults: readonly AuditFault[];
  readonly faultCount: number;
  /** Leaves in the tree. */
  readonly treeSize: number;
  /** The number of the last checkpoint; 0 for none. */
  readonly checkpoint: number;
  /** Entries without a leaf yet: nothing but their MAC protects them. */
  readonly unsequenced: number;
  /** Whether the database was compared with a checkpoint outside of it. */
  readonly external: OutsideState;
}

/**
 * Checks every row of a time range by itself and against its leaf, then the whole tree and every checkpoint: a range
 * narrows the rows alone, because what was taken away may have stood anywhere.
 */
@Injectable()
export class VerifyAuditLog {
  constructor(
    private readonly evidence: AuditEvidence,
    private readonly verifyRows: VerifyRows,
    private readonly verifyTree: VerifyTree,
    private readonly readOutside: ReadOutsideCheckpoint,
    private readonly trail: AuditTrail,
    private readonly metrics: AuditMetrics,
  ) {}

  async execute(range: TimeRange = {}, onProgress: OnProgress = () => undefined): Promise<VerificationReport> {
    const faults = new FaultList(({ kind }) => this.metrics.countFault(kind));
    // the outside first: a checkpoint is in the database before it gets there
    const outside = await this.readOutside.execute();
    const snapshot = await this.evidence.snapshot();
    const entries = snapshot.leafCount + snapshot.pending;
    const checked = await this.verifyRows.execute(range, faults, (done, atMost) => {
      onProgress(done, Math.max(done, Math.min(atMost, entries)));
    });
    await this.verifyTree.execute(snapshot, outside, faults);
    await outside.checkStored(snapshot, faults);
    const report: VerificationReport = {
      valid: faults.count === 0,
      checked,
      faultCount: faults.count,
      faults: faults.faults,
      treeSize: snapshot.leafCount,
      checkpoint: snapshot.lastCheckpoint,
      unsequenced: snapshot.pending,
      external: outside.state,
    };
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
