import { Injectable } from '@nestjs/common';
import { AuditTree, type StoredCheckpoint } from '../../domain/audit-tree.ts';
import { CheckpointFailure, InconsistentTreeError } from '../../domain/checkpoint-failure.ts';
import { CheckpointInterval } from '../../domain/checkpoint-interval.ts';
import { CheckpointSink } from '../../domain/checkpoint-sink.ts';
import { describeStanding, isOlderDatabase } from '../../domain/standing.ts';
import { CompareWithSink } from '../restore/compare-with-sink.ts';
import { SignCheckpoint } from './sign-checkpoint.ts';

/**
 * - `none`: none is due, and the last one is in its second place
 * - `published`: the last one was brought there
 * - `signed`: a new one was signed and brought there
 */
export type CheckpointTurn = 'none' | 'published' | 'signed';

/** Signs a checkpoint when one is due, and brings it to its second place, or the last one that is not there yet. */
@Injectable()
export class MakeCheckpoint {
  /** The last note that is known to be outside. After a restore a number comes twice, a note never. */
  private published: string | undefined;

  constructor(
    private readonly tree: AuditTree,
    private readonly interval: CheckpointInterval,
    private readonly compareWithSink: CompareWithSink,
    private readonly signCheckpoint: SignCheckpoint,
    private readonly sink: CheckpointSink,
  ) {}

  /** @param fence of the lock; `undefined` without one. @throws CheckpointFailure */
  async execute(fence: number | undefined): Promise<CheckpointTurn> {
    const [last, { size }] = [await this.tree.lastCheckpoint(), await this.tree.state()];
    const due = size > (last?.size ?? 0) && this.interval.isOver(last?.createdAt);
    const unpublished = this.sink.configured && last !== undefined && last.note !== this.published;
    if (!due && !unpublished) return 'none';
    try {
      // The outside is asked each time: it is the one witness that a restored database cannot take along.
      const standing = await this.compareWithSink.execute();
      if (isOlderDatabase(standing)) throw new InconsistentTreeError(describeStanding(standing, size));
      const next = due ? await this.signCheckpoint.execute(fence) : last;
      if (next) await this.publish(next);
      return next !== undefined && next.number !== last?.number ? 'signed' : 'published';
    } catch (error) {
      throw CheckpointFailure.of(error, this.sink.place);
    }
  }

  private async publish({ note }: StoredCheckpoint): Promise<void> {
    if (!this.sink.configured || note === this.published) return;
    await this.sink.publish(note);
    this.published = note;
  }
}
