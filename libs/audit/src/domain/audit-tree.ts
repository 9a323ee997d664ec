import type { LeafContent } from '@gatehouse/audit-bundle';
import type { NewNode, NodeSource, NodeSpan } from '@gatehouse/crypto';

/** A committed row without a leaf. `content` is missing when the row was deleted before its leaf was made. */
export interface PendingRow {
  readonly id: string;
  /** As the row says it. */
  readonly timestamp: string;
  /** Whether it has a leaf already, so that it was put into the queue by hand. */
  readonly hasLeaf: boolean;
  readonly content: LeafContent | undefined;
}

export interface NewLeaf {
  readonly id: string;
  readonly timestamp: string;
  readonly hash: Buffer;
}

/** How far the sequencer is. */
export interface TreeState {
  readonly size: number;
  readonly fence: number;
  /** 0 before the first one. */
  readonly checkpointNumber: number;
}

export interface TreeGrowth {
  readonly fence: number;
  /** Leaves before. */
  readonly size: number;
  readonly leaves: readonly NewLeaf[];
  readonly nodes: readonly NewNode[];
  /** Of all rows that were taken from the queue. */
  readonly taken: readonly string[];
}

export interface StoredCheckpoint {
  readonly number: number;
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
  readonly createdAt: Date;
}

/** Where a row stands in the tree. */
export interface LeafPlace {
  readonly index: number;
  readonly hash: Buffer;
}

/** A stored hash is not there: somebody took it away. */
export class MissingNodeError extends Error {
  override readonly name = 'MissingNodeError';

  constructor(level: number, index: number) {
    super(`The hash ${index} of level ${level} of the audit tree is missing`);
  }
}

/** The stored tree and its checkpoints. They grow; there is no way to change them. */
export abstract class AuditTree {
  abstract state(): Promise<TreeState>;
  /**
   * Takes the sequencer's turn until the transaction ends.
   * @param fence of the lock; `undefined` without one
   * @returns the state, under the fence to write with; `undefined` when somebody else has the turn, or had a newer one
   */
  abstract claim(fence: number | undefined): Promise<TreeState | undefined>;
  /** In order of id. */
  abstract pending(limit: number): Promise<readonly PendingRow[]>;
  abstract countPending(): Promise<number>;
  abstract grow(growth: TreeGrowth): Promise<void>;
  /** Reads stored hashes. Asking the answer for others throws. */
  abstract nodes(spans: readonly NodeSpan[]): Promise<NodeSource>;
  abstract placeOf(id: string): Promise<LeafPlace | undefined>;

  abstract saveCheckpoint(fence: number, checkpoint: StoredCheckpoint): Promise<void>;
  abstract lastCheckpoint(): Promise<StoredCheckpoint | undefined>;
  /** From number `after` + 1 on, in order of number. */
  abstract checkpoints(after: number, limit: number): Promise<readonly StoredCheckpoint[]>;
}
