import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { RequeueStaleUploads } from '../use-cases/upkeep/requeue-stale-uploads.ts';
import { SweepOrphans } from '../use-cases/upkeep/sweep-orphans.ts';

/** Every worker does this by itself; rows are locked and files removed once, so they do not get in each other's way. */
@Injectable()
export class UploadsSchedule {
  private readonly logger = new Logger(UploadsSchedule.name);

  constructor(
    private readonly requeueStale: RequeueStaleUploads,
    private readonly sweepOrphans: SweepOrphans,
  ) {}

  @Interval('uploads-requeue', 60_000)
  async requeue(): Promise<void> {
    await this.attempt(() => this.requeueStale.execute());
  }

  @Interval('uploads-sweep', 300_000)
  async sweep(): Promise<void> {
    await this.attempt(() => this.sweepOrphans.execute());
  }

  /** What fails now is tried again at the next turn. */
  private async attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warn({ err: error }, 'The upkeep of uploads failed');
    }
  }
}
