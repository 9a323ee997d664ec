import { Injectable } from '@nestjs/common';
import {
  InjectMetric,
  makeCounterProvider,
  makeGaugeProvider,
  makeHistogramProvider,
} from '@willsoto/nestjs-prometheus';
import { Counter, Gauge, Histogram } from 'prom-client';
import { UploadMetrics } from '../domain/upload-metrics.ts';
import type { Verdict } from '../domain/upload-state.ts';

const REQUESTS = 'upload_requests_total';
const BYTES = 'upload_bytes_total';
const INTAKE = 'upload_intake_duration_seconds';
const SCAN = 'upload_scan_duration_seconds';
const VERDICTS = 'upload_scan_verdicts_total';
const INFLIGHT = 'upload_inflight';
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export const uploadMetricProviders = [
  makeCounterProvider({
    name: REQUESTS,
    help: 'Uploads, by outcome: accepted, or the reason for refusal.',
    labelNames: ['outcome'],
  }),
  makeCounterProvider({ name: BYTES, help: 'Total bytes of accepted files.' }),
  makeHistogramProvider({
    name: INTAKE,
    help: 'Time to receive a file, from admission to response.',
    buckets: BUCKETS,
  }),
  makeHistogramProvider({
    name: SCAN,
    help: 'Time a scanner took per file.',
    labelNames: ['scanner'],
    buckets: BUCKETS,
  }),
  makeCounterProvider({ name: VERDICTS, help: 'Files by scan verdict.', labelNames: ['verdict'] }),
  makeGaugeProvider({ name: INFLIGHT, help: 'Files being received.' }),
];

@Injectable()
export class PrometheusUploadMetrics extends UploadMetrics {
  constructor(
    @InjectMetric(REQUESTS) private readonly requests: Counter<'outcome'>,
    @InjectMetric(BYTES) private readonly bytes: Counter,
    @InjectMetric(INTAKE) private readonly intake: Histogram,
    @InjectMetric(SCAN) private readonly scan: Histogram<'scanner'>,
    @InjectMetric(VERDICTS) private readonly verdicts: Counter<'verdict'>,
    @InjectMetric(INFLIGHT) private readonly inflight: Gauge,
  ) {
    super();
  }

  countRequest(outcome: string): void {
    this.requests.inc({ outcome });
  }

  addBytes(bytes: number): void {
    this.bytes.inc(bytes);
  }

  startIntake(): () => void {
    const stop = this.intake.startTimer();
    this.inflight.inc();
    return () => {
      this.inflight.dec();
      stop();
    };
  }

  startScan(scanner: string): () => void {
    return this.scan.startTimer({ scanner });
  }

  countVerdict(verdict: Verdict | 'scan_failed'): void {
    this.verdicts.inc({ verdict });
  }
}
