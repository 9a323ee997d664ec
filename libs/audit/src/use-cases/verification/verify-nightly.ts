import { AlertSink } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { VerificationReport } from '../../domain/verification-report.ts';
import { VerifyAuditLog } from './verify-audit-log.ts';

/** The whole log, with an alert for what nobody may have looked for. */
@Injectable()
export class VerifyNightly {
  constructor(
    private readonly verify: VerifyAuditLog,
    private readonly alerts: AlertSink,
  ) {}

  async execute(): Promise<VerificationReport> {
    const report = await this.verify.execute();
    if (report.valid) return report;
    const first = report.faults.slice(0, 10).map(({ kind, subject, id }) => `${kind} ${subject} ${id}`);
    this.alerts.raiseAlone({
      kind: 'audit_verification_failed',
      severity: 'critical',
      dedupeKey: 'audit_verification_failed',
      summary: `Verification of the audit log found ${report.faultCount} faults. First: ${first.join(', ')}`,
      details: { checked: report.checked, faults: report.faultCount, first },
    });
    return report;
  }
}
