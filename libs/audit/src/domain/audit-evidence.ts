import type { IdBounds, TimeRange } from './audit-log.ts';
import type { StoredCheckpoint } from './audit-tree.ts';

/** Leaves in the order of the ids of their rows. */
export interface LeafPage {
  readonly ids: readonly string[];
  readonly hashes: readonly Buffer[];
  /** What the leaves say of the times of their rows. */
  readonly timestamps: readonly string[];
}

/** The tree and its checkpoints at one moment. What is added later belongs to the next verification. */
export interface TreeSnapshot {
  /** As the sequencer left it. */
  readonly size: number;
  readonly checkpointNumber: number;
  /** The lowest index that is found; less than 0 only when it was written by hand. 0 for none. */
  readonly firstLeaf: number;
  /** As it is found: one more than the highest index; 0 for none. */
  readonly leafCount: number;
  /** The highest that is found; 0 for none. */
  readonly lastCheckpoint: number;
  /** Rows without a leaf yet. */
  readonly pending: number;
}

/** What verification reads beside the rows. Nothing in here is believed: all of it can have been changed. */
export abstract class AuditEvidence {
  abstract snapshot(): Promise<TreeSnapshot>;

  /** Ids of the leaves of a time range; `undefined` when there are none. */
  abstract leafBounds(range: TimeRange): Promise<IdBounds | undefined>;
  /** The first leaves whose ids lie within the bounds. */
  abstract leavesOf(bounds: IdBounds, limit: number): Promise<LeafPage>;
  /** Those of the ids, in the time range, that have a leaf and no row: asked in one statement, so at one moment. */
  abstract withoutRow(ids: readonly string[], range: TimeRange): Promise<readonly string[]>;
  /** Those of the ids that have a row, and neither a leaf nor a place in the queue. */
  abstract withoutLeaf(ids: readonly string[]): Promise<readonly string[]>;

  /** Leaf hashes from index `start` up to, and without, `end`. Fewer than asked for when some are missing. */
  abstract leafHashes(start: number, end: number): Promise<readonly Buffer[]>;
  /** Over `minSize` and up to `maxSize`, by size; none with a number over `maxNumber`. */
  abstract checkpointsBySize(minSize: number, maxSize: number, maxNumber: number): Promise<readonly StoredCheckpoint[]>;
}
