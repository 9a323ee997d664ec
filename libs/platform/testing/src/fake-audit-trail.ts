import { type AuditEntry, type AuditEventType, AuditTrail, type UnitOfWork } from '@gatehouse/contracts';

/**
 * Keeps entries in memory. With a unit of work, an entry counts once that has ended as it has to for the entry, and `record`
 * outside of one throws as the real one does.
 */
export class FakeAuditTrail extends AuditTrail {
  /** What was recorded, with its change or alone, in order. */
  readonly entries: AuditEntry[] = [];
  private failure: Error | undefined;

  constructor(private readonly unitOfWork?: UnitOfWork) {
    super();
  }

  get types(): readonly AuditEventType[] {
    return this.entries.map((entry) => entry.type);
  }

  /** The next entry is refused: for tests that no change goes without its entry. */
  failNext(error: Error = new Error('the audit log is unavailable')): void {
    this.failure = error;
  }

  record(entry: AuditEntry): Promise<void> {
    return this.keep(() => {
      if (!this.unitOfWork) this.entries.push(entry);
      else if (!this.unitOfWork.isActive()) throw new Error('an audit entry needs the transaction of its change');
      else this.unitOfWork.afterCommit(() => void this.entries.push(entry));
    });
  }

  recordAlone(entry: AuditEntry): Promise<void> {
    return this.keep(() => {
      const push = () => void this.entries.push(entry);
      if (this.unitOfWork?.isActive()) {
        this.unitOfWork.afterCommit(push);
        this.unitOfWork.afterRollback(push);
      } else push();
    });
  }

  private async keep(store: () => void): Promise<void> {
    const failure = this.failure;
    this.failure = undefined;
    if (failure) throw failure;
    store();
    return Promise.resolve();
  }
}
