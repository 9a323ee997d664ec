import { AlertSink, Clock, SequencedEntries } from '@gatehouse/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { SiemCursor, SiemMetrics } from '../domain/siem-stream.ts';
import { type SiemConfig, siemConfig } from '../siem.config.ts';

/** Tells how far the receiver is behind, from every replica alike, and raises an alert once when it is too far. */
@Injectable()
export class WatchSiemLag {
  private alerted = false;

  constructor(
    private readonly entries: SequencedEntries,
    private readonly cursor: SiemCursor,
    private readonly metrics: SiemMetrics,
    private readonly alerts: AlertSink,
    private readonly clock: Clock,
    @Inject(siemConfig.token) private readonly config: SiemConfig,
  ) {}

  async execute(): Promise<void> {
    const { position } = await this.cursor.load();
    const [head, [oldest]] = await Promise.all([this.entries.head(), this.entries.after(position, 1)]);
    const seconds = oldest ? Math.max(0, (this.clock.now().getTime() - Date.parse(oldest.record.timestamp)) / 1000) : 0;
    const entries = oldest ? Number(head - position) : 0;
    this.metrics.observeLag({ entries, seconds });
    const late = seconds > this.config.lagAlertSeconds;
    if (late && !this.alerted)
      this.alerts.raiseAlone({
        kind: 'audit_siem_lag',
        severity: 'warning',
        dedupeKey: 'audit-siem-lag',
        summary: `The SIEM has not taken ${entries} audit entries; the oldest is ${Math.round(seconds)} s old`,
        details: { entries, seconds: Math.round(seconds) },
      });
    this.alerted = late;
  }
}
