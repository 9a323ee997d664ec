import { type Alert, AlertSink, type UnitOfWork } from '@gatehouse/contracts';

/**
 * Keeps alerts in memory. With a unit of work, an alert of a change counts once that has committed, and `raise` outside of one
 * throws as the real one does.
 */
export class FakeAlertSink extends AlertSink {
  /** What was raised, with its change or alone, in order. */
  readonly alerts: Alert[] = [];
  private failure: Error | undefined;

  constructor(private readonly unitOfWork?: UnitOfWork) {
    super();
  }

  /** The next alert of a change is refused: for tests that no change goes without its alert. */
  failNext(error: Error = new Error('alerts cannot be written')): void {
    this.failure = error;
  }

  async raise(alert: Alert): Promise<void> {
    const failure = this.failure;
    this.failure = undefined;
    if (failure) throw failure;
    if (!this.unitOfWork) this.alerts.push(alert);
    else if (!this.unitOfWork.isActive()) throw new Error('an alert of a change needs its transaction');
    else this.unitOfWork.afterCommit(() => void this.alerts.push(alert));
    return Promise.resolve();
  }

  raiseAlone(alert: Alert): void {
    this.alerts.push(alert);
  }
}
