import { AlertSink, Clock } from '@gatehouse/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { type AuditConfig, auditConfig } from '../../audit.config.ts';
import { AuditMonths, type DroppedMonth, isPast, type MonthStanding } from '../../domain/audit-months.ts';
import { DropMonth } from './drop-month.ts';

export interface RetentionReport {
  readonly retentionDays: number;
  readonly dropped: readonly DroppedMonth[];
  /** Months whose time is over and that were left: on hold, or with a fault. With `dryRun` also those that are due. */
  readonly kept: readonly { readonly month: string; readonly standing: MonthStanding }[];
}

/** Months that stay although their time is over, and nobody wanted them to. */
const WORRYING: readonly MonthStanding[] = ['faulty', 'not_covered', 'too_young'];

/** Drops the months whose time is over, each in a transaction of its own. */
@Injectable()
export class DropExpiredMonths {
  constructor(
    private readonly months: AuditMonths,
    private readonly dropMonth: DropMonth,
    private readonly alerts: AlertSink,
    private readonly clock: Clock,
    @Inject(auditConfig.token) private readonly config: Pick<AuditConfig, 'retentionDays'>,
  ) {}

  /** Harmless at any time and in any number of processes. */
  async execute({ dryRun = false }: { readonly dryRun?: boolean } = {}): Promise<RetentionReport> {
    const { retentionDays } = this.config;
    const dropped: DroppedMonth[] = [];
    const kept: { month: string; standing: MonthStanding }[] = [];
    for (const month of await this.months.past(retentionDays)) {
      // our own clock, too: what we sign makes verification believe that the rows went in their time
      const past = isPast(month, retentionDays, this.clock.now());
      const outcome = past ? await this.dropMonth.execute(month, retentionDays, dryRun) : 'too_young';
      if (typeof outcome !== 'string') dropped.push(outcome);
      // another process was faster
      else if (outcome !== 'absent') kept.push({ month, standing: outcome });
    }
    if (!dryRun) this.tell(kept);
    return { retentionDays, dropped, kept };
  }

  private tell(kept: RetentionReport['kept']): void {
    const worrying = kept.filter(({ standing }) => WORRYING.includes(standing));
    if (worrying.length === 0) return;
    const list = worrying.map(({ month, standing }) => `${month} (${standing})`).join(', ');
    this.alerts.raiseAlone({
      kind: 'audit_retention_blocked',
      severity: 'warning',
      dedupeKey: 'audit_retention_blocked',
      summary: `Months of the audit log are past their retention and cannot be dropped: ${list}. Verify the log.`,
    });
  }
}
