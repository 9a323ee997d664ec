import { Injectable } from '@nestjs/common';
import {
  InjectMetric,
  makeCounterProvider,
  makeGaugeProvider,
  makeHistogramProvider,
} from '@willsoto/nestjs-prometheus';
import { Counter, Gauge, Histogram } from 'prom-client';
import { KeyMetrics, type TokenFault } from '../domain/key-metrics.ts';
import type { SigningKey } from '../domain/signing-key.ts';

const ROTATIONS = 'jwt_key_rotation_total';
const DURATION = 'jwt_key_rotation_duration_seconds';
const ACTIVE = 'jwt_active_keys_count';
const AGE = 'jwt_key_age_seconds';
const ERRORS = 'jwt_errors_total';

export const keyMetricProviders = [
  makeCounterProvider({
    name: ROTATIONS,
    help: 'Rotations of the signing key: succeeded, failed, or refused for a stale fencing token.',
    labelNames: ['status'],
  }),
  makeHistogramProvider({
    name: DURATION,
    help: 'Time taken by a change to the signing keys, including waiting for the lock and generating keys.',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  }),
  makeGaugeProvider({ name: ACTIVE, help: 'Keys in the JWKS.' }),
  makeGaugeProvider({ name: AGE, help: 'How long the current key has been signing.' }),
  makeCounterProvider({
    name: ERRORS,
    help: 'Access tokens that were refused or could not be signed, by reason.',
    labelNames: ['reason'],
  }),
];

@Injectable()
export class PrometheusKeyMetrics extends KeyMetrics {
  constructor(
    @InjectMetric(ROTATIONS) private readonly rotations: Counter<'status'>,
    @InjectMetric(DURATION) private readonly duration: Histogram,
    @InjectMetric(ACTIVE) private readonly active: Gauge,
    @InjectMetric(AGE) private readonly age: Gauge,
    @InjectMetric(ERRORS) private readonly errors: Counter<'reason'>,
  ) {
    super();
  }

  override countRotation(status: 'success' | 'failure' | 'refused'): void {
    this.rotations.inc({ status });
  }

  override startRotation(): () => void {
    return this.duration.startTimer();
  }

  override observeKeys(published: readonly SigningKey[], now: Date): void {
    this.active.set(published.length);
    const current = published.find(({ status }) => status === 'current');
    if (current) this.age.set((now.getTime() - current.activatesAt.getTime()) / 1000);
  }

  override countTokenFault(reason: TokenFault): void {
    this.errors.inc({ reason });
  }
}
