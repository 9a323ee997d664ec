import type { AuditFault } from './check-record.ts';
import type { OutsideState } from './outside-checkpoint.ts';

/** What a verification of the log has found. */
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
