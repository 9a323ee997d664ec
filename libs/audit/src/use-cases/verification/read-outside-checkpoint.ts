import { isCheckpointFault, noteHash } from '@gatehouse/audit-bundle';
import { Injectable, Logger } from '@nestjs/common';
import { AuditTree } from '../../domain/audit-tree.ts';
import { CheckpointKeys } from '../../domain/checkpoint-keys.ts';
import { CheckpointSink } from '../../domain/checkpoint-sink.ts';
import { OutsideCheckpoint } from '../../domain/outside-checkpoint.ts';
import { RestoreAcknowledgements } from '../../domain/restore-acknowledgements.ts';

/** Fetches the newest checkpoint outside of the database, for a verification to compare with. */
@Injectable()
export class ReadOutsideCheckpoint {
  private readonly logger = new Logger('AuditLog');

  constructor(
    private readonly sink: CheckpointSink,
    private readonly keys: CheckpointKeys,
    private readonly tree: AuditTree,
    private readonly acknowledgements: RestoreAcknowledgements,
  ) {}

  /** A place that cannot be read, or that holds what this log did not sign, is told and no fault of the database. */
  async execute(): Promise<OutsideCheckpoint> {
    try {
      const note = await this.sink.last();
      if (note === undefined) return new OutsideCheckpoint('none');
      const checkpoint = this.keys.open(note);
      const hash = noteHash(note);
      if (await this.acknowledgements.covers(hash.toString('hex'))) return new OutsideCheckpoint('acknowledged');
      return new OutsideCheckpoint('compared', checkpoint, () => this.isStored(checkpoint.number, hash));
    } catch (error) {
      this.logger.warn({ err: error }, 'The external checkpoints could not be read');
      return new OutsideCheckpoint('unreadable');
    }
  }

  private async isStored(number: number, hash: Buffer): Promise<boolean> {
    const [stored] = await this.tree.checkpoints(number - 1, 1);
    try {
      return stored?.number === number && noteHash(stored.note).equals(hash);
    } catch (error) {
      if (isCheckpointFault(error)) return false;
      throw error;
    }
  }
}
