import { Schedule } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { WatchRestoredDatabase } from '../use-cases/restore/watch-restored-database.ts';

/** Every process that changes anything looks for itself: before it begins, and again and again. */
@Injectable()
export class RestoreWatchSchedule extends Schedule {
  constructor(watchRestored: WatchRestoredDatabase) {
    super([
      {
        name: 'audit-watch',
        when: { everyMs: 30_000 },
        jitterMs: 3000,
        atStart: true,
        work: () => watchRestored.execute(),
      },
    ]);
  }
}
