import { Injectable } from '@nestjs/common';
import { AlertSink, HealthCheck, type HealthResult, UnitOfWork } from '@gatehouse/contracts';
import { Database } from '@gatehouse/database';

/** How long an answer about the room is used: a probe writes some hundred kilobytes. */
const LOOK_AGAIN_MS = 5000;
/** Class 53 and 58030: no room, no memory, or a disk that fails (PostgreSQL 18, appendix A). */
const CANNOT_WRITE = /^(53...|58030)$/;

/**
 * `down` when Postgres does not answer. `degraded` when it has no room to write: what needs no audit entry, such as the
 * public keys, is still served, so the process stays ready and says so.
 */
@Injectable()
export class PostgresHealth extends HealthCheck {
  readonly name = 'postgres';
  override readonly critical = true;
  private told = false;
  private looked: { readonly at: number; readonly result: Promise<HealthResult> } | undefined;

  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly alerts: AlertSink,
  ) {
    super();
  }

  async check(): Promise<HealthResult> {
    await this.database.query('SELECT 1');
    const now = performance.now();
    if (this.looked === undefined || now - this.looked.at >= LOOK_AGAIN_MS)
      this.looked = { at: now, result: this.lookForRoom() };
    try {
      return await this.looked.result;
    } catch (error) {
      this.looked = undefined;
      throw error;
    }
  }

  /** Lets Postgres write more than its memory may hold, into a temporary file of its own: that takes no right and no table. */
  private async lookForRoom(): Promise<HealthResult> {
    try {
      await this.unitOfWork.run(async () => {
        await this.database.query(`SELECT set_config('work_mem', '64kB', true)`);
        await this.database.query('SELECT count(*) FROM generate_series(1, 20000)');
      });
      this.told = false;
      return { status: 'up' };
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (typeof code !== 'string' || !CANNOT_WRITE.test(code)) throw error;
      this.tell(code);
      return { status: 'degraded', detail: `Postgres cannot write (${code}): free disk space` };
    }
  }

  private tell(code: string): void {
    if (this.told) return;
    this.told = true;
    this.alerts.raiseAlone({
      kind: 'database_cannot_write',
      severity: 'critical',
      dedupeKey: 'database_cannot_write',
      summary: `Postgres cannot write (${code}). No changes are accepted until it has disk space; no restart is needed then.`,
    });
  }
}
