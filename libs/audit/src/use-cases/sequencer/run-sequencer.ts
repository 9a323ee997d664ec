import { DistributedLock } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { AuditTree } from '../../domain/audit-tree.ts';
import { CheckpointFailure } from '../../domain/checkpoint-failure.ts';
import { MakeCheckpoint } from './make-checkpoint.ts';
import { ReportSequencer } from './report-sequencer.ts';
import { SequenceAuditRecords } from './sequence-audit-records.ts';

/** Well within the time of the lock, also when the last batch is slow. */
const LONGEST_TURN_MS = 8000;
/** Over the longest turn, and short enough that a worker killed meanwhile holds nobody up for long. */
const LOCK_TTL_MS = 20_000;

export type SequencerTurn = 'busy' | 'idle' | 'sequenced' | 'signed';

/** One turn of the leader: leaves for what waits, and a checkpoint when one is due. */
@Injectable()
export class RunSequencer {
  constructor(
    private readonly lock: DistributedLock,
    private readonly tree: AuditTree,
    private readonly sequence: SequenceAuditRecords,
    private readonly makeCheckpoint: MakeCheckpoint,
    private readonly report: ReportSequencer,
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
      if (await this.checkpoint(fence)) return 'signed';
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
      sequenced += batch.sequenced;
      more = batch.more;
    }
    return sequenced;
  }

  /** @returns whether there is a new one */
  private async checkpoint(fence: number | undefined): Promise<boolean> {
    try {
      const made = await this.makeCheckpoint.execute(fence);
      if (made !== 'none') this.report.checkpointMade();
      return made === 'signed';
    } catch (error) {
      if (!(error instanceof CheckpointFailure)) throw error;
      await this.report.checkpointFailed(error);
      return false;
    }
  }
}
