import { type Checkpoint, isCheckpointFault, NO_CHECKPOINT, noteHash } from '@gatehouse/audit-bundle';
import type { TreeSnapshot } from './audit-evidence.ts';
import type { StoredCheckpoint } from './audit-tree.ts';
import type { FaultKind } from './check-record.ts';
import type { CheckpointKeys } from './checkpoint-keys.ts';
import type { FaultList } from './fault-list.ts';

/** Follows the stored checkpoints from the first to the last, by the size of their trees. */
export class CheckpointChain {
  private last = { number: 0, hash: NO_CHECKPOINT };
  private highest = 0;

  constructor(
    private readonly keys: CheckpointKeys,
    private readonly faults: FaultList,
  ) {}

  /**
   * @param root of the leaves at its size; `undefined` when there are not that many
   * @param complete whether all leaves were found, so that too few of them mean a tail that was cut
   */
  follow(stored: StoredCheckpoint, root: Buffer | undefined, complete: boolean): void {
    const signed = this.open(stored);
    if (!signed) this.fault('CHECKPOINT_INVALID', stored, 'it was not signed by any key of this log');
    else if (!says(signed, stored))
      this.fault('CHECKPOINT_INVALID', stored, 'its columns do not match what was signed');
    else this.checkPlace(stored, signed);
    this.checkRoot(stored, root, complete);
    this.highest = Math.max(this.highest, stored.number);
    this.last = { number: stored.number, hash: hashOf(stored) };
  }

  end({ checkpointNumber, lastCheckpoint }: TreeSnapshot): void {
    if (checkpointNumber > this.last.number)
      this.missing(this.last.number + 1, checkpointNumber, 'the last checkpoint that was signed is missing');
    else if (lastCheckpoint > this.highest)
      this.missing(this.highest + 1, lastCheckpoint, 'the last checkpoint has an impossible tree size');
  }

  private open({ note }: StoredCheckpoint): Checkpoint | undefined {
    try {
      return this.keys.open(note);
    } catch (error) {
      if (isCheckpointFault(error)) return undefined;
      throw error;
    }
  }

  private checkPlace(stored: StoredCheckpoint, signed: Checkpoint): void {
    const { number, hash } = this.last;
    if (stored.number <= number) this.fault('CHECKPOINT_MISSING', stored, 'it replaces a different one');
    else if (stored.number > number + 1)
      this.missing(number + 1, stored.number - 1, `the checkpoint before number ${stored.number} is missing`);
    else if (!signed.previous.equals(hash))
      this.fault('CHECKPOINT_MISSING', stored, 'it does not follow the checkpoint before it');
  }

  private checkRoot(stored: StoredCheckpoint, root: Buffer | undefined, complete: boolean): void {
    if (root && !root.equals(stored.root)) this.fault('ROOT_MISMATCH', stored, 'it was signed over different entries');
    if (!root && complete) this.fault('CHECKPOINT_AHEAD', stored, `it covers ${stored.size} entries, more than exist`);
  }

  private missing(first: number, last: number, detail: string): void {
    const id = first === last ? String(first) : `${first}-${last}`;
    this.faults.add({ kind: 'CHECKPOINT_MISSING', subject: 'checkpoint', id, detail });
  }

  private fault(kind: FaultKind, { number }: StoredCheckpoint, detail: string): void {
    this.faults.add({ kind, subject: 'checkpoint', id: String(number), detail });
  }
}

function says(signed: Checkpoint, stored: StoredCheckpoint): boolean {
  return (
    signed.number === stored.number &&
    signed.size === stored.size &&
    signed.root.equals(stored.root) &&
    signed.time.getTime() === stored.createdAt.getTime()
  );
}

function hashOf({ note }: StoredCheckpoint): Buffer {
  try {
    return noteHash(note);
  } catch (error) {
    if (isCheckpointFault(error)) return NO_CHECKPOINT;
    throw error;
  }
}
