import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { backoffMs } from '../domain/backoff.ts';
import { type SiemConfig, siemConfig } from '../siem.config.ts';
import { StreamToSiem } from '../use-cases/stream-to-siem.ts';
import { WatchSiemLag } from '../use-cases/watch-siem-lag.ts';

/** Every worker looks each second; one of them sends. After failures the next try waits, up to a minute. */
@Injectable()
export class SiemSchedule {
  private readonly logger = new Logger('AuditSiem');
  private running = false;
  private failures = 0;
  private notBefore = 0;

  constructor(
    private readonly streamToSiem: StreamToSiem,
    private readonly watchLag: WatchSiemLag,
    @Inject(siemConfig.token) private readonly config: SiemConfig,
  ) {}

  @Interval('audit-siem', 1000)
  async stream(): Promise<void> {
    if (this.config.target === undefined || this.running || performance.now() < this.notBefore) return;
    this.running = true;
    try {
      while ((await this.streamToSiem.execute()) === 'more');
      if (this.failures > 0) this.logger.log('The SIEM takes audit entries again');
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      this.notBefore = performance.now() + backoffMs(this.failures);
      this.logger.warn(
        { err: error, failures: this.failures },
        'The SIEM did not take audit entries; they are sent again',
      );
    } finally {
      this.running = false;
    }
  }

  @Interval('audit-siem-lag', 10_000)
  async watch(): Promise<void> {
    if (this.config.target === undefined) return;
    try {
      await this.watchLag.execute();
    } catch (error) {
      this.logger.warn({ err: error }, 'The lag of the SIEM could not be told');
    }
  }
}
