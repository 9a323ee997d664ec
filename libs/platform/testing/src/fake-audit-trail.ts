import { type AuditEntry, type AuditEventType, AuditTrail, type UnitOfWork } from '@gatehouse/contracts';

/** Which entry was recorded before which, by all trails of a test: several of them can share one list. */
const turns = new WeakMap<AuditEntry, number>();
let lastTurn = 0;

/**
 * Keeps entries in memory. With a unit of work, an entry counts once that has ended as it has to for the entry, and `record`
 * outside of one throws as the real one does.
 */
export class FakeAuditTrail extends AuditTrail {
  /**
   * What was recorded, with its change or alone, in the order of recording. Not of commits: two connections can answer in
   * the other order than Postgres committed in, and who records under a row's lock is in order.
   */
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
      if (this.unitOfWork?.isActive() === false) throw new Error('an audit entry needs the transaction of its change');
      const count = this.inTurn(entry);
      if (this.unitOfWork) this.unitOfWork.afterCommit(count);
      else count();
    });
  }

  async recordAll(entries: readonly AuditEntry[]): Promise<void> {
    for (const entry of entries) await this.record(entry);
  }

  recordAlone(entry: AuditEntry): Promise<void> {
    return this.keep(() => {
      const count = this.inTurn(entry);
      if (this.unitOfWork?.isActive()) {
        this.unitOfWork.afterCommit(count);
        this.unitOfWork.afterRollback(count);
      } else count();
    });
  }

  /** Takes the entry's turn now; what is returned puts it there. */
  private inTurn(entry: AuditEntry): () => void {
    const turn = (lastTurn += 1);
    return () => {
      turns.set(entry, turn);
      const before = this.entries.findLastIndex((other) => (turns.get(other) ?? 0) < turn);
      this.entries.splice(before + 1, 0, entry);
    };
  }

  private async keep(store: () => void): Promise<void> {
    const failure = this.failure;
    this.failure = undefined;
    if (failure) throw failure;
    store();
    return Promise.resolve();
  }
}
