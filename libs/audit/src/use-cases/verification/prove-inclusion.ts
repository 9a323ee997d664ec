import { inclusionProof, inclusionRanges, spansOf } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { AuditTree, type StoredCheckpoint } from '../../domain/audit-tree.ts';

export interface InclusionProof {
  readonly leafIndex: number;
  readonly leafHash: Buffer;
  /** From the leaf up. */
  readonly path: readonly Buffer[];
  /** Over whose tree the proof leads. */
  readonly checkpoint: StoredCheckpoint;
}

/** Shows that an entry stands in the tree of the last checkpoint. */
@Injectable()
export class ProveInclusion {
  constructor(private readonly tree: AuditTree) {}

  /** @returns `undefined` while no checkpoint covers the entry, or when it has no leaf */
  async execute(id: string): Promise<InclusionProof | undefined> {
    const [place, checkpoint] = [await this.tree.placeOf(id), await this.tree.lastCheckpoint()];
    if (!place || !checkpoint || place.index >= checkpoint.size) return undefined;
    const spans = inclusionRanges(place.index, checkpoint.size).flatMap(spansOf);
    const path = inclusionProof(place.index, checkpoint.size, await this.tree.nodes(spans));
    return { leafIndex: place.index, leafHash: place.hash, path, checkpoint };
  }
}
