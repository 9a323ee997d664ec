import { AlertRepository } from './alert-repository.ts';
import type { StoredAlert } from './stored-alert.ts';

/** Keeps alerts in memory, unless it is told to refuse them or to keep everybody waiting. */
export class FakeAlertRepository extends AlertRepository {
  readonly rows: StoredAlert[] = [];
  /** What every next alert is refused with. */
  failure: Error | undefined;
  /** Called with each alert before it is kept. */
  before: (alert: StoredAlert) => Promise<void> = () => Promise.resolve();
  private readonly delivered = new Set<string>();

  async add(alert: StoredAlert): Promise<void> {
    await this.before(alert);
    if (this.failure) throw this.failure;
    if (!this.rows.some(({ id }) => id === alert.id)) this.rows.push(alert);
  }

  takeForDelivery(id: string): Promise<StoredAlert | undefined> {
    const found = this.delivered.has(id) ? undefined : this.rows.find((alert) => alert.id === id);
    if (found) this.delivered.add(id);
    return Promise.resolve(found);
  }
}
