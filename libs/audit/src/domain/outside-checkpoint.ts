import type { Checkpoint } from '@gatehouse/audit-bundle';
import type { TreeSnapshot } from './audit-evidence.ts';
import type { FaultKind } from './check-record.ts';
import type { FaultList } from './fault-list.ts';

/** What is known of the second place of the checkpoints. */
export type OutsideState = 'none' | 'unreadable' | 'acknowledged' | 'compared';

/** The newest checkpoint outside of the database, while the tree is built anew beside it. */
export class OutsideCheckpoint {
  private root: Buffer | undefined;

  constructor(
    readonly state: OutsideState,
    private readonly checkpoint?: Checkpoint,
    /** Whether the database holds this very note; asked only when it should. */
    private readonly isStored: () => Promise<boolean> = () => Promise.resolve(true),
  ) {}

  /** At how many leaves to compare; `undefined` for never. */
  get size(): number | undefined {
    return this.checkpoint?.size;
  }

  compare(root: Buffer): void {
    this.root = root;
  }

  conclude({ leafCount, lastCheckpoint }: TreeSnapshot, faults: FaultList): void {
    if (!this.checkpoint) return;
    const { number, size, root } = this.checkpoint;
    const fault = (kind: FaultKind, detail: string) =>
      faults.add({ kind, subject: 'external_checkpoint', id: String(number), detail });
    if (size > leafCount) fault('CHECKPOINT_AHEAD', `it covers ${size} entries, but the database has ${leafCount}`);
    else if (this.root && !this.root.equals(root)) fault('ROOT_MISMATCH', 'it was signed over different entries');
    else if (number > lastCheckpoint) fault('CHECKPOINT_MISSING', 'it is missing from the database');
  }

  /** Whether the note outside stands in the database word for word. */
  async checkStored({ lastCheckpoint }: TreeSnapshot, faults: FaultList): Promise<void> {
    if (!this.checkpoint || this.checkpoint.number > lastCheckpoint || (await this.isStored())) return;
    const detail = 'the database has a different one under this number';
    faults.add({
      kind: 'CHECKPOINT_MISSING',
      subject: 'external_checkpoint',
      id: String(this.checkpoint.number),
      detail,
    });
  }
}
