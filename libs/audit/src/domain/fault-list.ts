import type { AuditFault } from './check-record.ts';

/** More faults are counted, not listed: then the whole log is in doubt. */
const MAX_LISTED = 1000;

/** Collects what a verification finds. */
export class FaultList {
  private readonly listed: AuditFault[] = [];
  private total = 0;

  constructor(private readonly onFault: (fault: AuditFault) => void) {}

  add(fault: AuditFault): void {
    this.onFault(fault);
    this.total += 1;
    if (this.listed.length < MAX_LISTED) this.listed.push(fault);
  }

  /** The first thousand. */
  get faults(): readonly AuditFault[] {
    return this.listed;
  }

  get count(): number {
    return this.total;
  }
}
