import { AuditTrail, GatehouseError } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { AuditTree } from '../../domain/audit-tree.ts';
import { isOlderDatabase, type Standing } from '../../domain/standing.ts';
import { CompareWithSink } from './compare-with-sink.ts';

export type AcknowledgedRestore = Exclude<Standing, { kind: 'agrees' }> & {
  /** Leaves in the database that goes on from here. */
  readonly size: number;
};

/** An operator's word that the older database is the right one. The entry itself is what ends the read-only mode. */
@Injectable()
export class AcknowledgeRestore {
  constructor(
    private readonly compareWithSink: CompareWithSink,
    private readonly tree: AuditTree,
    private readonly trail: AuditTrail,
  ) {}

  /** @throws NO_RESTORE_TO_ACKNOWLEDGE when the database agrees with the last external checkpoint */
  async execute(reason: string): Promise<AcknowledgedRestore> {
    const standing = await this.compareWithSink.execute();
    if (!isOlderDatabase(standing))
      throw new GatehouseError('NO_RESTORE_TO_ACKNOWLEDGE', 'The database agrees with the last external checkpoint.');
    const [{ outside, noteHash }, { size }] = [standing, await this.tree.state()];
    await this.trail.recordAlone({
      type: 'audit_restore_acknowledged',
      action: 'acknowledge restored database',
      status: 'success',
      reason: { given: reason },
      resource: { type: 'checkpoint', id: noteHash },
      details: { number: outside.number, size: outside.size, time: outside.time.toISOString(), databaseSize: size },
    });
    return { ...standing, size };
  }
}
