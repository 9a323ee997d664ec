import { type JobMap, type JobName, JobPublisher, type OutboxJob } from '@gatehouse/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { Database } from './database.ts';

const BATCH = 100;
/** A handed-over job whose row is still here after this long is handed over again: the queue may have lost it. */
const REPUBLISH_AFTER_SECONDS = 30;

interface OutboxRow {
  readonly id: string;
  readonly name: JobName;
  readonly payload: JobMap[JobName];
  readonly request_id: string;
}

/** Hands committed work to the queue: at once when this process wrote it, and every second whatever others left. */
@Injectable()
export class OutboxRelay {
  private readonly logger = new Logger(OutboxRelay.name);
  private running: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly database: Database,
    private readonly publisher: JobPublisher,
  ) {}

  /** Waits for a hand-over that is under way, and looks no further. */
  async stop(): Promise<void> {
    this.again = false;
    await this.running?.catch(() => undefined);
  }

  /** Looks for work soon, without making the caller wait. */
  nudge(): void {
    this.relay().catch((error: unknown) =>
      this.logger.warn({ err: error }, 'The outbox could not be relayed; retrying'),
    );
  }

  /** Hands over what waits. Joins a hand-over that is under way, which then looks once more. */
  relay(): Promise<void> {
    this.again = true;
    this.running ??= this.drain().finally(() => (this.running = undefined));
    return this.running;
  }

  private async drain(): Promise<void> {
    while (this.again) {
      this.again = false;
      const handedOver = await this.relayBatch();
      if (handedOver === BATCH) this.again = true;
    }
  }

  /** @returns how many jobs were handed over */
  async relayBatch(): Promise<number> {
    const rows = await this.database.query<OutboxRow>(
      `UPDATE outbox SET published_at = now(), attempts = attempts + 1
       WHERE id IN (
         SELECT id FROM outbox
         WHERE failed_at IS NULL AND (published_at IS NULL OR published_at < now() - make_interval(secs => $2))
         ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, name, payload, request_id`,
      [BATCH, REPUBLISH_AFTER_SECONDS],
    );
    const failed: string[] = [];
    for (const row of rows) {
      if (
        failed.length > 0 ||
        !(await this.publish({ id: row.id, name: row.name, payload: row.payload, requestId: row.request_id }))
      ) {
        failed.push(row.id);
      }
    }
    if (failed.length > 0)
      await this.database.query('UPDATE outbox SET published_at = NULL WHERE id = ANY($1::uuid[])', [failed]);
    return rows.length - failed.length;
  }

  private async publish(job: OutboxJob): Promise<boolean> {
    try {
      await this.publisher.publish(job);
      return true;
    } catch (error) {
      this.logger.warn({ err: error, jobId: job.id }, 'The queue did not accept a job; it stays in the outbox');
      return false;
    }
  }
}
