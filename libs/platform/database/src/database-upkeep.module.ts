import { Injectable, Logger, Module } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { PostgresIdempotencyStore } from './postgres-idempotency-store.ts';

@Injectable()
export class DatabaseUpkeep {
  private readonly logger = new Logger('Database');

  constructor(private readonly idempotency: PostgresIdempotencyStore) {}

  /** Harmless on several replicas at once: a row is deleted once. */
  @Cron(CronExpression.EVERY_HOUR, { name: 'idempotency-purge' })
  async purge(): Promise<void> {
    try {
      const purged = await this.idempotency.purgeExpired();
      if (purged > 0) this.logger.log(`${purged} expired idempotency keys were deleted`);
    } catch (error) {
      this.logger.warn({ err: error }, 'Expired idempotency keys could not be deleted; the next hour tries again');
    }
  }
}

/** Only in the worker, which brings the scheduler: deletes what the platform's own tables no longer need. */
@Module({ providers: [DatabaseUpkeep] })
export class DatabaseUpkeepModule {}
