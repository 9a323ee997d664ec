import { noteHash } from '@gatehouse/audit-bundle';
import { treeRoot, spansOf } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { AuditTree, MissingNodeError } from '../../domain/audit-tree.ts';
import { CheckpointKeys } from '../../domain/checkpoint-keys.ts';
import { CheckpointSink } from '../../domain/checkpoint-sink.ts';
import type { Standing } from '../../domain/standing.ts';
import { RestoreAcknowledgements } from '../../domain/restore-acknowledgements.ts';

/** Looks whether the database holds at least what the last external checkpoint covers. */
@Injectable()
export class CompareWithSink {
  constructor(
    private readonly tree: AuditTree,
    private readonly keys: CheckpointKeys,
    private readonly sink: CheckpointSink,
    private readonly acknowledgements: RestoreAcknowledgements,
  ) {}

  /** @throws when the sink cannot be read, or holds what no key of this log has signed */
  async execute(): Promise<Standing> {
    const note = await this.sink.last();
    return note === undefined ? { kind: 'agrees', outside: undefined } : this.compare(note);
  }

  private async compare(note: string): Promise<Standing> {
    const outside = this.keys.open(note);
    const { size } = await this.tree.state();
    const kind = outside.size > size ? 'ahead' : (await this.holds(outside)) ? 'agrees' : 'differs';
    const hash = noteHash(note).toString('hex');
    if (kind === 'agrees' || (await this.acknowledgements.covers(hash))) return { kind: 'agrees', outside };
    return { kind, outside, noteHash: hash };
  }

  private async holds({ size, root }: { size: number; root: Buffer }): Promise<boolean> {
    try {
      return treeRoot(size, await this.tree.nodes(spansOf({ start: 0, end: size }))).equals(root);
    } catch (error) {
      if (error instanceof MissingNodeError) return false;
      throw error;
    }
  }
}
