import { AlertSink } from '@gatehouse/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { SiemMetrics } from '../domain/siem-stream.ts';
import { type SiemConfig, siemConfig } from '../siem.config.ts';
import { MeasureSiemLag } from './measure-siem-lag.ts';

/** Tells how far the receiver is behind, from every replica alike, and raises an alert once when it is too far. */
@Injectable()
export class WatchSiemLag {
  private alerted = false;

  constructor(
    private readonly measureLag: MeasureSiemLag,
    private readonly metrics: SiemMetrics,
    private readonly alerts: AlertSink,
    @Inject(siemConfig.token) private readonly config: Pick<SiemConfig, 'lagAlertSeconds'>,
  ) {}

  async execute(): Promise<void> {
    const { entries, seconds } = await this.measureLag.execute();
    this.metrics.observeLag({ entries, seconds });
    const late = seconds > this.config.lagAlertSeconds;
    if (late && !this.alerted)
      this.alerts.raiseAlone({
        kind: 'audit_siem_lag',
        severity: 'warning',
        dedupeKey: 'audit-siem-lag',
        summary: `The SIEM has not accepted ${entries} audit entries; the oldest is ${Math.round(seconds)} s old`,
        details: { entries, seconds: Math.round(seconds) },
      });
    this.alerted = late;
  }
}
