import { GatehouseError } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { AuditKeys } from '../domain/audit-keys.ts';
import { AuditSearch } from '../domain/audit-search.ts';
import { checkRecord, type FaultKind, type StoredRow } from '../domain/check-record.ts';
import { RecordAuditReading } from './record-audit-reading.ts';

const ID = /^\d{1,18}$/;

export interface CheckedEntry {
  readonly row: StoredRow;
  readonly signature: { readonly state: 'valid' | FaultKind; readonly detail: string | null };
}

/** One entry as it is stored, and whether its signature and its columns hold. */
@Injectable()
export class ReadAuditEntry {
  constructor(
    private readonly search: AuditSearch,
    private readonly keys: AuditKeys,
    private readonly recordReading: RecordAuditReading,
  ) {}

  /** @param id decimal. @throws AUDIT_ENTRY_NOT_FOUND */
  async execute(id: string): Promise<CheckedEntry> {
    const row = ID.test(id) ? await this.search.entry(id) : undefined;
    if (!row) throw new GatehouseError('AUDIT_ENTRY_NOT_FOUND', 'There is no entry with this id. Check the id.');
    await this.recordReading.execute({ entry: row.id });
    const fault = checkRecord(row, this.keys);
    return { row, signature: { state: fault?.kind ?? 'valid', detail: fault?.detail ?? null } };
  }
}
