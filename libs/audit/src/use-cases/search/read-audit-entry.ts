import { leafHashOf } from '@gatehouse/audit-bundle';
import { GatehouseError } from '@gatehouse/contracts';
import { verifyInclusion } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { AuditKeys } from '../../domain/audit-keys.ts';
import { AuditSearch } from '../../domain/audit-search.ts';
import { MissingNodeError } from '../../domain/audit-tree.ts';
import { checkRecord, type FaultKind, type StoredRow } from '../../domain/check-record.ts';
import { type InclusionProof, ProveInclusion } from '../verification/prove-inclusion.ts';
import { RecordAuditReading } from './record-audit-reading.ts';

const ID = /^\d{1,18}$/;

/** `pending`: no checkpoint covers the entry yet. `mismatch`: the tree holds something else in its place. */
export type InclusionState = 'proven' | 'pending' | 'mismatch';

export interface Inclusion {
  readonly state: InclusionState;
  readonly proof: InclusionProof | null;
}

export interface CheckedEntry {
  readonly row: StoredRow;
  readonly inclusion: Inclusion;
  readonly signature: { readonly state: 'valid' | FaultKind; readonly detail: string | null };
}

/** One entry as it is stored, whether its signature and its columns hold, and the proof that it stands in the tree. */
@Injectable()
export class ReadAuditEntry {
  constructor(
    private readonly search: AuditSearch,
    private readonly keys: AuditKeys,
    private readonly proveInclusion: ProveInclusion,
    private readonly recordReading: RecordAuditReading,
  ) {}

  /** @param id decimal. @throws AUDIT_ENTRY_NOT_FOUND */
  async execute(id: string): Promise<CheckedEntry> {
    const row = ID.test(id) ? await this.search.entry(id) : undefined;
    if (!row) throw new GatehouseError('AUDIT_ENTRY_NOT_FOUND', 'No entry has this ID. Check the ID.');
    await this.recordReading.execute({ entry: row.id });
    const fault = checkRecord(row, this.keys);
    const signature = { state: fault?.kind ?? ('valid' as const), detail: fault?.detail ?? null };
    return { row, signature, inclusion: await this.inclusion(row) };
  }

  private async inclusion(row: StoredRow): Promise<Inclusion> {
    try {
      const proof = await this.proveInclusion.execute(row.id);
      if (!proof) return { state: 'pending', proof: null };
      const { leafIndex: index, path, checkpoint } = proof;
      const claim = { leafHash: leafHashOf(row), index, size: checkpoint.size, root: checkpoint.root };
      return verifyInclusion(claim, path) ? { state: 'proven', proof } : { state: 'mismatch', proof: null };
    } catch (error) {
      if (error instanceof MissingNodeError) return { state: 'mismatch', proof: null };
      throw error;
    }
  }
}
