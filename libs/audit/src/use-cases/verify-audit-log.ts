import { setImmediate } from 'node:timers/promises';
import { AuditTrail } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';

import { AuditKeys } from '../domain/audit-keys.ts';
import { AuditMetrics } from '../domain/audit-metrics.ts';
import { AuditLog, type IdBounds, type TimeRange } from '../domain/audit-log.ts';
import { type AuditFault, checkRecord } from '../domain/check-record.ts';

/** Small enough that checking one batch does not hold up other requests. */
const BATCH = 1000;
/** More faults are counted, not listed: then the whole log is in doubt. */
const MAX_LISTED_FAULTS = 1000;

export interface VerificationReport {
  readonly valid: boolean;
  readonly checked: number;
  /** The first thousand. */
  readonly faults: readonly AuditFault[];
  readonly faultCount: number;
}

/** Checks every row of a time range: its signature, and that its columns say what was signed. */
@Injectable()
export class VerifyAuditLog {
  constructor(
    private readonly log: AuditLog,
    private readonly keys: AuditKeys,
    private readonly trail: AuditTrail,
    private readonly metrics: AuditMetrics,
  ) {}

  /** @param onProgress is told the number of rows checked so far */
  async execute(range: TimeRange = {}, onProgress?: (checked: number) => void): Promise<VerificationReport> {
    const report = { checked: 0, faultCount: 0, faults: [] as AuditFault[] };
    // Rows that are added meanwhile belong to the next verification, or this one would never end.
    const bounds = await this.log.bounds(range);
    let next = bounds && this.log.batch(bounds, range, BATCH);
    while (bounds && next) {
      const rows = await next;
      const last = rows.at(-1);
      next = last && last.id !== bounds.last ? this.log.batch(after(last.id, bounds), range, BATCH) : undefined;
      // Lets the query leave and other requests in: the database reads the next batch while this one is checked.
      await setImmediate();
      for (const row of rows) {
        const fault = checkRecord(row, this.keys);
        if (!fault) continue;
        this.metrics.countFault(fault.kind);
        report.faultCount += 1;
        if (report.faults.length < MAX_LISTED_FAULTS) report.faults.push(fault);
      }
      report.checked += rows.length;
      onProgress?.(report.checked);
    }
    await this.tell(range, report);
    return { valid: report.faultCount === 0, ...report };
  }

  private async tell(
    range: TimeRange,
    { checked, faultCount }: { checked: number; faultCount: number },
  ): Promise<void> {
    await this.trail.recordAlone({
      type: 'audit_verified',
      action: 'verify',
      status: faultCount === 0 ? 'success' : 'failure',
      details: { checked, faults: faultCount, from: range.from ?? null, to: range.to ?? null },
    });
  }
}

function after(id: string, { last }: IdBounds): IdBounds {
  return { first: String(BigInt(id) + 1n), last };
}
