import type { Alert } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { InjectMetric, makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { Counter, Gauge } from 'prom-client';
import { AlertMetrics } from '../domain/alert-metrics.ts';

const DELIVERED = 'alerts_total';
const DROPPED = 'alerts_dropped_total';
const WAITING = 'alerts_waiting';

export const alertMetricProviders = [
  makeCounterProvider({
    name: DELIVERED,
    help: 'Alerts delivered by this process. Workers deliver the alerts of all processes; each alert counts once.',
    labelNames: ['kind', 'severity'],
  }),
  makeCounterProvider({
    name: DROPPED,
    help: 'Alerts raised by this process and dropped before they could be stored in Postgres.',
    labelNames: ['kind'],
  }),
  makeGaugeProvider({
    name: WAITING,
    help: 'Alerts held in the memory of this process that are not stored in Postgres yet.',
  }),
];

@Injectable()
export class PrometheusAlertMetrics extends AlertMetrics {
  constructor(
    @InjectMetric(DELIVERED) private readonly delivered: Counter<'kind' | 'severity'>,
    @InjectMetric(DROPPED) private readonly dropped: Counter<'kind'>,
    @InjectMetric(WAITING) private readonly waiting: Gauge,
  ) {
    super();
  }

  countDelivered({ kind, severity }: Pick<Alert, 'kind' | 'severity'>): void {
    this.delivered.inc({ kind, severity });
  }

  countDropped(kind: string): void {
    this.dropped.inc({ kind });
  }

  observeWaiting(count: number): void {
    this.waiting.set(count);
  }
}
