import { isCheckpointFault } from '@gatehouse/audit-bundle';
import { MissingNodeError } from './audit-tree.ts';

/** The log must not sign this tree: it is not the one that its last checkpoint speaks of (C2SP tlog-checkpoint). */
export class InconsistentTreeError extends Error {
  override readonly name = 'InconsistentTreeError';
}

/** A checkpoint is due, or waits for its second place, and could not be made or brought there. It is tried again. */
export class CheckpointFailure extends Error {
  override readonly name = 'CheckpointFailure';

  private constructor(
    reason: string,
    /** Whether the tree itself is in doubt, and not only a place out of reach. */
    readonly treeInDoubt: boolean,
    cause: unknown,
  ) {
    super(reason, { cause });
  }

  /** @param place the second place of the checkpoints */
  static of(cause: unknown, place: string): CheckpointFailure {
    if (cause instanceof InconsistentTreeError || cause instanceof MissingNodeError || isCheckpointFault(cause))
      return new CheckpointFailure(cause.message, true, cause);
    return new CheckpointFailure(`checkpoints cannot be published to ${place}`, false, cause);
  }
}
