import { Schedule } from '@gatehouse/contracts';
import { Injectable, Module } from '@nestjs/common';
import { PostgresIdempotencyStore } from './postgres-idempotency-store.ts';

/** Harmless on several replicas at once: a row is deleted once. */
@Injectable()
export class DatabaseUpkeepSchedule extends Schedule {
  constructor(idempotency: PostgresIdempotencyStore) {
    super([
      {
        name: 'idempotency-purge',
        when: { cron: '0 0 * * * *' },
        jitterMs: 60_000,
        work: () => idempotency.purgeExpired(),
      },
    ]);
  }
}

/** Only in the worker: deletes what the platform's own tables no longer need. */
@Module({ providers: [DatabaseUpkeepSchedule] })
export class DatabaseUpkeepModule {}
