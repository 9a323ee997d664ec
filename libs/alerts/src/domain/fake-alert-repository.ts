import { AlertRepository, type Claim } from './alert-repository.ts';
import type { StoredAlert } from './stored-alert.ts';

/** Keeps alerts in memory, unless it is told to refuse them or to keep everybody waiting. */
export class FakeAlertRepository extends AlertRepository {
  readonly rows: StoredAlert[] = [];
  /** What every next alert is refused with. */
  failure: Error | undefined;
  /** Called with each alert before it is kept. */
  before: (alert: StoredAlert) => Promise<void> = () => Promise.resolve();
  readonly claims = new Set<string>();
  readonly delivered = new Map<string, Date>();

  async add(alert: StoredAlert): Promise<void> {
    await this.before(alert);
    if (this.failure) throw this.failure;
    if (!this.rows.some(({ id }) => id === alert.id)) this.rows.push(alert);
  }

  claim(id: string): Promise<Claim | 'delivered' | 'claimed'> {
    const alert = this.rows.find((row) => row.id === id);
    if (!alert || this.delivered.has(id)) return Promise.resolve('delivered');
    if (this.claims.has(id)) return Promise.resolve('claimed');
    this.claims.add(id);
    return Promise.resolve({ alert, until: new Date(0) });
  }

  release({ alert }: Claim): Promise<void> {
    this.claims.delete(alert.id);
    return Promise.resolve();
  }

  finish({ alert }: Claim, at: Date): Promise<boolean> {
    if (this.delivered.has(alert.id)) return Promise.resolve(false);
    this.delivered.set(alert.id, at);
    return Promise.resolve(true);
  }

  deleteDelivered(before: Date, most: number): Promise<number> {
    const old = [...this.delivered].filter(([, at]) => at < before).slice(0, most);
    for (const [id] of old) this.delivered.delete(id);
    return Promise.resolve(old.length);
  }
}
