import { Schedule } from '@gatehouse/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { backoffMs } from '../domain/backoff.ts';
import { type SiemConfig, siemConfig } from '../siem.config.ts';
import { StreamToSiem } from '../use-cases/stream-to-siem.ts';
import { WatchSiemLag } from '../use-cases/watch-siem-lag.ts';

/** Every worker looks each second; one of them sends. After failures the next try waits, up to a minute. */
@Injectable()
export class SiemSchedule extends Schedule {
  constructor(
    streamToSiem: StreamToSiem,
    watchLag: WatchSiemLag,
    @Inject(siemConfig.token) { target }: Pick<SiemConfig, 'target'>,
  ) {
    const tasks = [
      { name: 'audit-siem', when: { everyMs: 1000 }, backoffMs, work: () => streamToSiem.execute() },
      { name: 'audit-siem-lag', when: { everyMs: 10_000 }, work: () => watchLag.execute() },
    ];
    super(target === undefined ? [] : tasks);
  }
}
