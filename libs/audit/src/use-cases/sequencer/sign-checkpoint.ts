import { isCheckpointFault, NO_CHECKPOINT, noteHash } from '@gatehouse/audit-bundle';
import { Clock, UnitOfWork } from '@gatehouse/contracts';
import { type NodeSource, spansOf, treeRoot } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { AuditTree, type StoredCheckpoint, type TreeState } from '../../domain/audit-tree.ts';
import { InconsistentTreeError } from '../../domain/checkpoint-failure.ts';
import { CheckpointKeys } from '../../domain/checkpoint-keys.ts';

/** Signs the tree as it stands, if it grew since the last checkpoint and holds all of that one. */
@Injectable()
export class SignCheckpoint {
  constructor(
    private readonly tree: AuditTree,
    private readonly keys: CheckpointKeys,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @param fence of the lock; `undefined` without one
   * @returns the newest checkpoint, an older one too when nothing is new; `undefined` when there is none
   * @throws InconsistentTreeError
   */
  execute(fence: number | undefined): Promise<StoredCheckpoint | undefined> {
    return this.unitOfWork.run(async () => {
      const turn = await this.tree.claim(fence);
      const last = await this.tree.lastCheckpoint();
      if (!turn || turn.size === (last?.size ?? 0)) return last;
      if (turn.checkpointNumber !== (last?.number ?? 0))
        throw new InconsistentTreeError(`checkpoint ${turn.checkpointNumber} is missing`);
      const spans = [turn.size, last?.size ?? 0].flatMap((size) => spansOf({ start: 0, end: size }));
      const nodes = await this.tree.nodes(spans);
      if (last) this.requireGrowth(last, turn, nodes);
      const next = this.sign(turn, last, treeRoot(turn.size, nodes));
      await this.tree.saveCheckpoint(turn.fence, next);
      return next;
    });
  }

  private requireGrowth(last: StoredCheckpoint, turn: TreeState, nodes: NodeSource): void {
    const signed = this.open(last);
    if (signed.size > turn.size || !treeRoot(signed.size, nodes).equals(signed.root))
      throw new InconsistentTreeError(`the tree does not contain what checkpoint ${last.number} covers`);
  }

  /** What was signed, not what the columns beside it say. */
  private open(last: StoredCheckpoint) {
    try {
      const signed = this.keys.open(last.note);
      if (signed.number === last.number && signed.size === last.size && signed.root.equals(last.root)) return signed;
    } catch (error) {
      if (!isCheckpointFault(error)) throw error;
    }
    throw new InconsistentTreeError(`checkpoint ${last.number} does not match what was signed`);
  }

  private sign({ size, checkpointNumber }: TreeState, last: StoredCheckpoint | undefined, root: Buffer) {
    const [number, time] = [checkpointNumber + 1, this.clock.now()];
    const previous = last ? noteHash(last.note) : NO_CHECKPOINT;
    return { number, size, root, createdAt: time, note: this.keys.sign({ size, root, number, time, previous }) };
  }
}
