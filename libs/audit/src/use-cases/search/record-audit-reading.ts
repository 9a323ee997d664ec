import { AuditTrail, currentRequestContext, type JsonObject, SensitiveDigest } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { type AuditFilter, AuditSearch } from '../../domain/audit-search.ts';
import { describeFilter } from '../../domain/describe-filter.ts';

/** The same reading by the same person is recorded once in this time. Seconds. */
const ONCE_IN_SECONDS = 300;

export type AuditReading = { readonly filter: AuditFilter } | { readonly entry: string };

/**
 * Puts on record who read the log, and what. A page that refreshes itself asks the same thing over and over: one
 * entry in five minutes stands for it, per session and per question. Two requests at the same moment may both be
 * recorded; none goes without.
 */
@Injectable()
export class RecordAuditReading {
  constructor(
    private readonly search: AuditSearch,
    private readonly trail: AuditTrail,
    private readonly digest: SensitiveDigest,
  ) {}

  async execute(reading: AuditReading): Promise<void> {
    const principal = currentRequestContext()?.principal;
    const details: JsonObject =
      'entry' in reading ? { entry: reading.entry } : { filter: describeFilter(reading.filter, this.digest) };
    if (principal) {
      const { id: actor, sessionId } = principal;
      if (await this.search.wasRead({ actor, sessionId, details }, ONCE_IN_SECONDS)) return;
    }
    await this.trail.recordAlone({
      type: 'audit_read',
      action: 'entry' in reading ? 'read' : 'search',
      status: 'success',
      details,
    });
  }
}
