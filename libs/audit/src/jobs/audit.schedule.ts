import { DistributedLock } from '@gatehouse/contracts';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { DropExpiredMonths } from '../use-cases/retention/drop-expired-months.ts';
import { EnsureAuditPartitions } from '../use-cases/retention/ensure-audit-partitions.ts';
import { IndexWords } from '../use-cases/search/index-words.ts';
import { RunSequencer } from '../use-cases/sequencer/run-sequencer.ts';
import { VerifyNightly } from '../use-cases/verification/verify-nightly.ts';
import { WatchRestoredDatabase } from '../use-cases/restore/watch-restored-database.ts';

/** Over the time by which the clocks of two workers differ: the other one finds it taken. */
const NIGHTLY_LOCK = { ttlMs: 20_000 };

/** Every worker looks by itself; one of them does what is due. */
@Injectable()
export class AuditSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('AuditLog');
  private readonly underWay = new Map<string, Promise<void>>();
  private stopped = false;

  constructor(
    private readonly runSequencer: RunSequencer,
    private readonly indexWords: IndexWords,
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

  /** A turn that is under way ends before the connections close. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.underWay.values());
  }

  @Cron(CronExpression.EVERY_SECOND, { name: 'audit-sequence' })
  sequence(): Promise<void> {
    return this.oneAtATime('sequenced', () => this.runSequencer.execute());
  }

  @Cron(CronExpression.EVERY_SECOND, { name: 'audit-words' })
  makeSearchable(): Promise<void> {
    return this.oneAtATime('made searchable by words', () => this.indexWords.execute());
  }

  @Cron(CronExpression.EVERY_30_SECONDS, { name: 'audit-watch' })
  watch(): Promise<void> {
    return this.watchRestored.execute();
  }

  /** Each minute, although once a year would do: after a jump of Postgres' clock no entry has room until this ran. */
  @Cron(CronExpression.EVERY_MINUTE, { name: 'audit-partitions' })
  makePartitions(): Promise<void> {
    return this.attempt('given room for the coming months', () => this.ensurePartitions.execute());
  }

  @Cron('0 30 3 * * *', { name: 'audit-verify', timeZone: 'UTC' })
  verify(): Promise<void> {
    return this.attempt('verified', () =>
      this.lock.withLock('audit-verify', NIGHTLY_LOCK, () => this.verifyNightly.execute()),
    );
  }

  /** Postgres decides what may go; the lock only keeps the others from asking. Well before the nightly verification. */
  @Cron('0 50 1 * * *', { name: 'audit-retention', timeZone: 'UTC' })
  dropOldMonths(): Promise<void> {
    return this.attempt('cleared of months past their retention', () =>
      this.lock.withLock('audit-retention', NIGHTLY_LOCK, () => this.dropExpired.execute()),
    );
  }

  /** A turn can take longer than the time until the next. */
  private oneAtATime(what: string, work: () => Promise<unknown>): Promise<void> {
    if (this.stopped) return Promise.resolve();
    const turn = this.underWay.get(what) ?? this.attempt(what, work).finally(() => this.underWay.delete(what));
    this.underWay.set(what, turn);
    return turn;
  }

  /** What fails now is tried again at the next turn. */
  private async attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error({ err: error }, `The audit log could not be ${what}`);
    }
  }
}
