import { isCheckpointFault } from '@gatehouse/audit-bundle';
import { Clock, DistributedLock } from '@gatehouse/contracts';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { type AuditConfig, auditConfig } from '../../audit.config.ts';
import { AuditTree, MissingNodeError, type StoredCheckpoint } from '../../domain/audit-tree.ts';
import { CheckpointSink } from '../../domain/checkpoint-sink.ts';
import { describeStanding, isOlderDatabase } from '../../domain/compare-with-sink.ts';
import { CompareWithSink } from '../restore/compare-with-sink.ts';
import { ReportSequencer } from './report-sequencer.ts';
import { SequenceAuditRecords } from './sequence-audit-records.ts';
import { InconsistentTreeError, SignCheckpoint } from './sign-checkpoint.ts';

/** Well within the time of the lock, also when the last batch is slow. */
const LONGEST_TURN_MS = 8000;
/** Over the longest turn, and short enough that a worker killed meanwhile holds nobody up for long. */
const LOCK_TTL_MS = 20_000;

export type SequencerTurn = 'busy' | 'idle' | 'sequenced' | 'signed';

/** One turn of the leader: leaves for what waits, and a checkpoint when one is due. */
@Injectable()
export class RunSequencer {
  private readonly logger = new Logger('AuditLog');
  /** The last note that is known to be outside. After a restore a number comes twice, a note never. */
  private published: string | undefined;
  private refusal: string | undefined;

  constructor(
    private readonly lock: DistributedLock,
    private readonly tree: AuditTree,
    private readonly sequence: SequenceAuditRecords,
    private readonly signCheckpoint: SignCheckpoint,
    private readonly compareWithSink: CompareWithSink,
    private readonly sink: CheckpointSink,
    private readonly report: ReportSequencer,
    private readonly clock: Clock,
    @Inject(auditConfig.token) private readonly config: Pick<AuditConfig, 'checkpointInterval'>,
  ) {}

  async execute(): Promise<SequencerTurn> {
    const options = { ttlMs: LOCK_TTL_MS, fenceFloor: async () => (await this.tree.state()).fence };
    const outcome = await this.lock.withLock('audit-sequencer', options, (fence) => this.turn(fence));
    return outcome.acquired ? outcome.value : 'busy';
  }

  private async turn(fence: number | undefined): Promise<SequencerTurn> {
    try {
      const sequenced = await this.sequenceWhatWaits(fence);
      if (sequenced === undefined) return 'busy';
      if (await this.sign(fence)) return 'signed';
      return sequenced > 0 ? 'sequenced' : 'idle';
    } finally {
      // after a failure above all: a backlog that nobody counts would look like none
      this.report.observe(await this.tree.countPending(), await this.tree.lastCheckpoint());
    }
  }

  /** @returns how many rows got a leaf; `undefined` when another worker has the turn */
  private async sequenceWhatWaits(fence: number | undefined): Promise<number | undefined> {
    // not from the clock, which may be set: that must neither end a turn early nor keep it beyond the lock
    const startedAt = performance.now();
    let sequenced = 0;
    for (let more = true; more && performance.now() - startedAt < LONGEST_TURN_MS;) {
      const batch = await this.sequence.execute(fence);
      if (!batch) return undefined;
      if (batch.missing.length > 0) this.report.deletedEarly(batch.missing);
      sequenced += batch.sequenced;
      more = batch.more;
    }
    return sequenced;
  }

  /** @returns whether there is a new checkpoint */
  private async sign(fence: number | undefined): Promise<boolean> {
    const [last, { size }] = [await this.tree.lastCheckpoint(), await this.tree.state()];
    const age = last ? this.clock.now().getTime() - last.createdAt.getTime() : Number.POSITIVE_INFINITY;
    // a time that is ahead, or none at all, must not put the next checkpoint off for good
    const young = age >= 0 && age < this.config.checkpointInterval * 1000;
    const due = size > (last?.size ?? 0) && !young;
    const unpublished = this.sink.configured && last !== undefined && last.note !== this.published;
    if (!due && !unpublished) return false;
    try {
      // The outside is asked each time: it is the one witness that a restored database cannot take along.
      const standing = await this.compareWithSink.execute();
      if (isOlderDatabase(standing)) throw new InconsistentTreeError(describeStanding(standing, size));
      const next = due ? await this.signCheckpoint.execute(fence) : last;
      if (next) await this.publish(next);
      this.refusal = undefined;
      return next !== undefined && next.number !== last?.number;
    } catch (error) {
      await this.tellRefusal(error);
      return false;
    }
  }

  private async publish(checkpoint: StoredCheckpoint): Promise<void> {
    if (!this.sink.configured || checkpoint.note === this.published) return;
    await this.sink.publish(checkpoint.note);
    this.published = checkpoint.note;
  }

  /** Each reason once: it is tried again every second. */
  private async tellRefusal(error: unknown): Promise<void> {
    const doubt =
      error instanceof InconsistentTreeError || error instanceof MissingNodeError || isCheckpointFault(error);
    const reason = doubt ? error.message : `checkpoints cannot be published to ${this.sink.place}`;
    if (!doubt) this.logger.warn({ err: error }, 'No checkpoint could be made; it is tried again');
    if (reason === this.refusal) return;
    this.refusal = reason;
    await this.report.refused(reason, doubt);
  }
}
