import { Injectable } from '@nestjs/common';
import { AuditEvidence } from '../../domain/audit-evidence.ts';
import type { TimeRange } from '../../domain/audit-log.ts';
import type { FaultList } from '../../domain/fault-list.ts';
import type { VerificationReport } from '../../domain/verification-report.ts';
import { ReadOutsideCheckpoint } from './read-outside-checkpoint.ts';
import { type OnProgress, VerifyRows } from './verify-rows.ts';
import { VerifyTree } from './verify-tree.ts';

/**
 * Checks every row of a time range by itself and against its leaf, then the whole tree and every checkpoint: a range
 * narrows the rows alone, because what was taken away may have stood anywhere. Changes nothing.
 */
@Injectable()
export class InspectAuditLog {
  constructor(
    private readonly evidence: AuditEvidence,
    private readonly verifyRows: VerifyRows,
    private readonly verifyTree: VerifyTree,
    private readonly readOutside: ReadOutsideCheckpoint,
  ) {}

  /** @param faults gets each fault as it is found */
  async execute(range: TimeRange, faults: FaultList, onProgress: OnProgress): Promise<VerificationReport> {
    // the outside first: a checkpoint is in the database before it gets there
    const outside = await this.readOutside.execute();
    const snapshot = await this.evidence.snapshot();
    const entries = snapshot.leafCount + snapshot.pending;
    const checked = await this.verifyRows.execute(range, faults, (done, atMost) => {
      onProgress(done, Math.max(done, Math.min(atMost, entries)));
    });
    await this.verifyTree.execute(snapshot, outside, faults);
    await outside.checkStored(snapshot, faults);
    return {
      valid: faults.count === 0,
      checked,
      faultCount: faults.count,
      faults: faults.faults,
      treeSize: snapshot.leafCount,
      checkpoint: snapshot.lastCheckpoint,
      unsequenced: snapshot.pending,
      external: outside.state,
    };
  }
}
