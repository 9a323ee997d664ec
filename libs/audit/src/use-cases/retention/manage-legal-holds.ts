import { AuditTrail, GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { AuditMonths, isMonth, type LegalHold } from '../../domain/audit-months.ts';

/** Keeps months beyond their retention. */
@Injectable()
export class ManageLegalHolds {
  constructor(
    private readonly months: AuditMonths,
    private readonly unitOfWork: UnitOfWork,
    private readonly trail: AuditTrail,
  ) {}

  list(): Promise<readonly LegalHold[]> {
    return this.months.holds();
  }

  /** @param month `YYYY-MM` @throws LEGAL_HOLD_EXISTS | MONTH_DROPPED */
  place(month: string, reason: string): Promise<void> {
    return this.change(month, async () => {
      const outcome = await this.months.placeHold(month, reason);
      if (outcome === 'exists') throw new GatehouseError('LEGAL_HOLD_EXISTS', `The month ${month} is already on hold.`);
      if (outcome === 'dropped')
        throw new GatehouseError(
          'MONTH_DROPPED',
          `The month ${month} has already been dropped: there is nothing to hold.`,
        );
      await this.record('audit_hold_placed', 'place', month, reason);
    });
  }

  /** @param month `YYYY-MM` @throws LEGAL_HOLD_NOT_FOUND */
  release(month: string, reason: string): Promise<void> {
    return this.change(month, async () => {
      if (!(await this.months.releaseHold(month)))
        throw new GatehouseError('LEGAL_HOLD_NOT_FOUND', `The month ${month} is not on hold.`);
      await this.record('audit_hold_released', 'release', month, reason);
    });
  }

  private change(month: string, work: () => Promise<void>): Promise<void> {
    if (!isMonth(month)) throw new RangeError('Write the month like 2026-01.');
    return this.unitOfWork.run(work);
  }

  private record(type: 'audit_hold_placed' | 'audit_hold_released', action: string, month: string, reason: string) {
    const resource = { type: 'audit_month', id: month };
    return this.trail.record({ type, action, status: 'success', reason: { given: reason }, resource });
  }
}
