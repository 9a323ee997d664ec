import { DistributedLock } from '@gatehouse/contracts';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { DropExpiredMonths } from '../use-cases/retention/drop-expired-months.ts';
import { EnsureAuditPartitions } from '../use-cases/retention/ensure-audit-partitions.ts';
import { VerifyNightly } from '../use-cases/verification/verify-nightly.ts';
import { WatchRestoredDatabase } from '../use-cases/restore/watch-restored-database.ts';
import { attempt } from './attempt.ts';

/** Over the time by which the clocks of two workers differ: the other one finds it taken. */
const NIGHTLY_LOCK = { ttlMs: 20_000 };

/** Every worker looks by itself; one of them does what is due. */
@Injectable()
export class AuditSchedule implements OnApplicationBootstrap {
  constructor(
    private readonly ensurePartitions: EnsureAuditPartitions,
    private readonly verifyNightly: VerifyNightly,
    private readonly dropExpired: DropExpiredMonths,
    private readonly watchRestored: WatchRestoredDatabase,
    private readonly lock: DistributedLock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.makePartitions();
    await this.watchRestored.execute();
  }

  @Cron(CronExpression.EVERY_30_SECONDS, { name: 'audit-watch' })
  watch(): Promise<void> {
    return this.watchRestored.execute();
  }

  /** Each minute, although once a year would do: after a jump of Postgres' clock no entry has room until this ran. */
  @Cron(CronExpression.EVERY_MINUTE, { name: 'audit-partitions' })
  makePartitions(): Promise<void> {
    return attempt('given room for the coming months', () => this.ensurePartitions.execute());
  }

  @Cron('0 30 3 * * *', { name: 'audit-verify', timeZone: 'UTC' })
  verify(): Promise<void> {
    return attempt('verified', () =>
      this.lock.withLock('audit-verify', NIGHTLY_LOCK, () => this.verifyNightly.execute()),
    );
  }

  /** Postgres decides what may go; the lock only keeps the others from asking. Well before the nightly verification. */
  @Cron('0 50 1 * * *', { name: 'audit-retention', timeZone: 'UTC' })
  dropOldMonths(): Promise<void> {
    return attempt('cleared of months past their retention', () =>
      this.lock.withLock('audit-retention', NIGHTLY_LOCK, () => this.dropExpired.execute()),
    );
  }
}
