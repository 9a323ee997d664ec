import { Module } from '@nestjs/common';
import { HttpsSiemTransport } from './adapters/https-siem-transport.ts';
import { MeteredSiemTransport } from './adapters/metered-siem-transport.ts';
import { PrometheusSiemMetrics, siemMetricProviders } from './adapters/prometheus-siem-metrics.ts';
import { SyslogSiemTransport } from './adapters/syslog-siem-transport.ts';
import { SiemMetrics, SiemTransport } from './domain/siem-stream.ts';
import { parseSiemTarget } from './domain/siem-target.ts';
import { SiemSchedule } from './jobs/siem.schedule.ts';
import { type SiemConfig, siemConfig } from './siem.config.ts';
import { SiemCursorModule } from './siem-cursor.module.ts';
import { MeasureSiemLag } from './use-cases/measure-siem-lag.ts';
import { StreamToSiem } from './use-cases/stream-to-siem.ts';
import { WatchSiemLag } from './use-cases/watch-siem-lag.ts';

/** Streams the audit log to a SIEM, from the worker. Needs the port `SequencedEntries` and the app's `ScheduleRunnerModule`. */
@Module({
  imports: [SiemCursorModule],
  providers: [
    ...siemMetricProviders,
    { provide: SiemMetrics, useClass: PrometheusSiemMetrics },
    {
      provide: SiemTransport,
      inject: [siemConfig.token, SiemMetrics],
      useFactory: (config: SiemConfig, metrics: SiemMetrics) => new MeteredSiemTransport(transportOf(config), metrics),
    },
    StreamToSiem,
    MeasureSiemLag,
    WatchSiemLag,
    SiemSchedule,
  ],
})
export class SiemWorkerModule {}

function transportOf({ target, token, allowPrivateHosts }: SiemConfig): SiemTransport {
  if (target === undefined) return new NoSiemTransport();
  const parsed = parseSiemTarget(target);
  if (parsed.kind === 'webhook') return new HttpsSiemTransport({ url: parsed.url, token, allowPrivateHosts });
  const { host, port, plain } = parsed;
  return new SyslogSiemTransport({ host, port, tls: !plain, allowPrivateHosts });
}

/** Stands in while there is no target; the schedule does not stream then. */
class NoSiemTransport extends SiemTransport {
  override send(): Promise<void> {
    return Promise.reject(new Error('AUDIT_SIEM_TARGET is not set'));
  }
}
