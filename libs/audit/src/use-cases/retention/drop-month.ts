import { AuditTrail, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { AuditMonths, type DroppedMonth, type MonthStanding, toDetails } from '../../domain/audit-months.ts';

/** Drops one month together with the entry that tells of it, and with the record of that entry. */
@Injectable()
export class DropMonth {
  constructor(
    private readonly months: AuditMonths,
    private readonly unitOfWork: UnitOfWork,
    private readonly trail: AuditTrail,
  ) {}

  /** @returns why it was left, if it was; with `dryRun` it is */
  execute(month: string, retentionDays: number, dryRun: boolean): Promise<DroppedMonth | MonthStanding> {
    return this.unitOfWork.run(async () => {
      const outcome = await (dryRun
        ? this.months.standing(month, retentionDays)
        : this.months.drop(month, retentionDays));
      if (typeof outcome === 'string') return outcome;
      await this.trail.record({
        type: 'audit_month_dropped',
        action: 'drop',
        status: 'success',
        resource: { type: 'audit_month', id: month },
        details: toDetails(outcome),
      });
      await this.months.keepRecord(month);
      return outcome;
    });
  }
}
