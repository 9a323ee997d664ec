import { Schedule } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { RequeueStaleUploads } from '../use-cases/upkeep/requeue-stale-uploads.ts';
import { SweepOrphans } from '../use-cases/upkeep/sweep-orphans.ts';

/** Every worker does this by itself; rows are locked and files removed once, so they do not get in each other's way. */
@Injectable()
export class UploadsSchedule extends Schedule {
  constructor(requeueStale: RequeueStaleUploads, sweepOrphans: SweepOrphans) {
    super([
      { name: 'uploads-requeue', when: { everyMs: 60_000 }, jitterMs: 5000, work: () => requeueStale.execute() },
      { name: 'uploads-sweep', when: { everyMs: 300_000 }, jitterMs: 30_000, work: () => sweepOrphans.execute() },
    ]);
  }
}
