import { AuditTrail, GatehouseError, SequencedEntries, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SiemCursor } from '../domain/siem-stream.ts';

/** Sets the stream back, so that an entry and all that follow it are sent again. A leader in the middle of a batch cannot undo it. */
@Injectable()
export class ReplayToSiem {
  constructor(
    private readonly entries: SequencedEntries,
    private readonly cursor: SiemCursor,
    private readonly unitOfWork: UnitOfWork,
    private readonly trail: AuditTrail,
  ) {}

  /** @param auditId decimal. @returns how many entries will be sent. @throws AUDIT_ENTRY_NOT_FOUND */
  async execute(auditId: string): Promise<bigint> {
    const index = /^\d{1,18}$/.test(auditId) ? await this.entries.indexOf(auditId) : undefined;
    if (index === undefined)
      throw new GatehouseError(
        'AUDIT_ENTRY_NOT_FOUND',
        'No entry with this ID has been sequenced. Check the ID; an entry from the last few seconds may not be sequenced yet.',
      );
    const head = await this.entries.head();
    await this.unitOfWork.run(async () => {
      await this.cursor.rewind(index - 1n);
      await this.trail.record({
        type: 'audit_replayed',
        action: 'replay',
        status: 'success',
        resource: { type: 'audit_entry', id: auditId },
        details: { target: 'siem', entries: String(head - index + 1n) },
      });
    });
    return head - index + 1n;
  }
}
