import { Injectable } from '@nestjs/common';
import { InjectMetric, makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { Counter, Gauge } from 'prom-client';
import { type SiemLag, SiemMetrics } from '../domain/siem-stream.ts';

const SENT = 'audit_siem_entries_total';
const FAILURES = 'audit_siem_failures_total';
const LAG_ENTRIES = 'audit_siem_lag_entries';
const LAG_SECONDS = 'audit_siem_lag_seconds';

export const siemMetricProviders = [
  makeCounterProvider({ name: SENT, help: 'Audit entries accepted by the SIEM, including repeats.' }),
  makeCounterProvider({ name: FAILURES, help: 'Batches not accepted by the SIEM.' }),
  makeGaugeProvider({ name: LAG_ENTRIES, help: 'Audit entries not yet accepted by the SIEM.' }),
  makeGaugeProvider({ name: LAG_SECONDS, help: 'Age of the oldest audit entry not yet accepted by the SIEM.' }),
];

@Injectable()
export class PrometheusSiemMetrics extends SiemMetrics {
  constructor(
    @InjectMetric(SENT) private readonly sent: Counter,
    @InjectMetric(FAILURES) private readonly failures: Counter,
    @InjectMetric(LAG_ENTRIES) private readonly lagEntries: Gauge,
    @InjectMetric(LAG_SECONDS) private readonly lagSeconds: Gauge,
  ) {
    super();
  }

  override countSent(entries: number): void {
    this.sent.inc(entries);
  }

  override countFailure(): void {
    this.failures.inc();
  }

  override observeLag({ entries, seconds }: SiemLag): void {
    this.lagEntries.set(entries);
    this.lagSeconds.set(seconds);
  }
}
