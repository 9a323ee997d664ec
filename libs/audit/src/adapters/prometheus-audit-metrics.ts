import { AUDIT_EVENTS, type AuditEntry } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import {
  InjectMetric,
  makeCounterProvider,
  makeGaugeProvider,
  makeHistogramProvider,
} from '@willsoto/nestjs-prometheus';
import { Counter, Gauge, Histogram } from 'prom-client';
import { AuditMetrics } from '../domain/audit-metrics.ts';
import type { FaultKind } from '../domain/check-record.ts';

const WRITTEN = 'audit_log_total';
const FAULTS = 'audit_log_verification_failures_total';
const DURATION = 'audit_write_duration_seconds';
const UNSEQUENCED = 'audit_unsequenced_rows';
const CHECKPOINT_AGE = 'audit_last_checkpoint_age_seconds';

export const auditMetricProviders = [
  makeCounterProvider({
    name: WRITTEN,
    help: 'Committed audit records.',
    labelNames: ['event_category', 'event_type', 'status'],
  }),
  makeCounterProvider({
    name: FAULTS,
    help: 'Faults found by audit log verification, by kind.',
    labelNames: ['kind'],
  }),
  makeHistogramProvider({
    name: DURATION,
    help: 'Time to write audit records, from the first statement to the response to the last.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
  }),
  makeGaugeProvider({ name: UNSEQUENCED, help: 'Committed audit records without a leaf in the tree.' }),
  makeGaugeProvider({
    name: CHECKPOINT_AGE,
    help: 'Time since the last signed checkpoint; also grows while there are no new entries.',
  }),
];

@Injectable()
export class PrometheusAuditMetrics extends AuditMetrics {
  constructor(
    @InjectMetric(WRITTEN) private readonly written: Counter<'event_category' | 'event_type' | 'status'>,
    @InjectMetric(FAULTS) private readonly faults: Counter<'kind'>,
    @InjectMetric(DURATION) private readonly duration: Histogram,
    @InjectMetric(UNSEQUENCED) private readonly unsequenced: Gauge,
    @InjectMetric(CHECKPOINT_AGE) private readonly checkpointAge: Gauge,
  ) {
    super();
  }

  override countWritten(entry: Pick<AuditEntry, 'type' | 'status'>): void {
    this.written.inc({ event_category: AUDIT_EVENTS[entry.type], event_type: entry.type, status: entry.status });
  }

  override countFault(kind: FaultKind): void {
    this.faults.inc({ kind });
  }

  override observeTree(unsequenced: number, checkpointAge: number | undefined): void {
    this.unsequenced.set(unsequenced);
    if (checkpointAge !== undefined) this.checkpointAge.set(checkpointAge);
  }

  override startWrite(): () => void {
    return this.duration.startTimer();
  }
}
