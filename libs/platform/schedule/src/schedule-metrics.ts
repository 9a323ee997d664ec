import { Injectable } from '@nestjs/common';
import {
  InjectMetric,
  makeCounterProvider,
  makeGaugeProvider,
  makeHistogramProvider,
} from '@willsoto/nestjs-prometheus';
import { Counter, Gauge, Histogram } from 'prom-client';

const DURATION = 'scheduled_task_duration_seconds';
const LAST_SUCCESS = 'scheduled_task_last_success_timestamp_seconds';
const SKIPPED = 'scheduled_task_skipped_total';

export const scheduleMetricProviders = [
  makeHistogramProvider({
    name: DURATION,
    help: 'Time that a turn of a scheduled task took, by whether it succeeded or failed.',
    labelNames: ['task', 'outcome'],
    buckets: [0.01, 0.1, 0.5, 1, 5, 10, 60, 300, 1800],
  }),
  makeGaugeProvider({
    name: LAST_SUCCESS,
    help: 'When a scheduled task last succeeded in this process, in seconds since 1970.',
    labelNames: ['task'],
  }),
  makeCounterProvider({
    name: SKIPPED,
    help: 'Turns that were left out: the one before was under way, another process is the leader, or failures are waited out.',
    labelNames: ['task', 'reason'],
  }),
];

export type SkipReason = 'overlap' | 'not_leader' | 'backoff';

/** What operators watch of the schedules. */
@Injectable()
export class ScheduleMetrics {
  constructor(
    @InjectMetric(DURATION) private readonly duration: Histogram<'task' | 'outcome'>,
    @InjectMetric(LAST_SUCCESS) private readonly lastSuccess: Gauge<'task'>,
    @InjectMetric(SKIPPED) private readonly skipped: Counter<'task' | 'reason'>,
  ) {}

  succeeded(task: string, seconds: number): void {
    this.duration.observe({ task, outcome: 'success' }, seconds);
    this.lastSuccess.set({ task }, Date.now() / 1000);
  }

  failed(task: string, seconds: number): void {
    this.duration.observe({ task, outcome: 'failure' }, seconds);
  }

  leftOut(task: string, reason: SkipReason): void {
    this.skipped.inc({ task, reason });
  }
}
