import { GatehouseError } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import {
  InjectMetric,
  makeCounterProvider,
  makeGaugeProvider,
  makeHistogramProvider,
} from '@willsoto/nestjs-prometheus';
import { Counter, Gauge, Histogram } from 'prom-client';
import { type ObservedOperation, SettingMetrics } from '../domain/setting-metrics.ts';
import type { SettingType } from '../domain/setting-type.ts';

const OPERATIONS = 'settings_operations_total';
const CRYPTO_DURATION = 'settings_encryption_duration_seconds';
const CRYPTO_FAILURES = 'settings_crypto_failures_total';
const VIEW_AGE = 'settings_view_staleness_seconds';
const INVALID_VALUES = 'settings_validation_failures_total';

export const settingMetricProviders = [
  makeCounterProvider({
    name: OPERATIONS,
    help: 'Changes and reveals of settings: success, refused (caller error) or failed.',
    labelNames: ['operation', 'outcome'],
  }),
  makeHistogramProvider({
    name: CRYPTO_DURATION,
    help: 'Time to encrypt or decrypt one value.',
    labelNames: ['operation'],
    buckets: [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.005, 0.05],
  }),
  makeCounterProvider({
    name: CRYPTO_FAILURES,
    help: 'Values that could not be encrypted or decrypted. Investigate any.',
    labelNames: ['operation', 'reason'],
  }),
  makeGaugeProvider({ name: VIEW_AGE, help: 'Age of the overviews of settings when they were last read.' }),
  makeCounterProvider({ name: INVALID_VALUES, help: 'Settings refused by validation.', labelNames: ['type'] }),
];

/** Refused values that do not open are no fault of the caller. */
const FAILURES: ReadonlySet<string> = new Set(['BINDING_MISMATCH', 'DECRYPTION_FAILED', 'INTERNAL']);

@Injectable()
export class PrometheusSettingMetrics extends SettingMetrics {
  constructor(
    @InjectMetric(OPERATIONS) private readonly operations: Counter<'operation' | 'outcome'>,
    @InjectMetric(CRYPTO_DURATION) private readonly cryptoDuration: Histogram<'operation'>,
    @InjectMetric(CRYPTO_FAILURES) private readonly cryptoFailures: Counter<'operation' | 'reason'>,
    @InjectMetric(INVALID_VALUES) private readonly invalidValues: Counter<'type'>,
    @InjectMetric(VIEW_AGE) private readonly viewAge: Gauge,
  ) {
    super();
  }

  override async observe<T>(operation: ObservedOperation, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.operations.inc({ operation, outcome: 'success' });
      return result;
    } catch (error) {
      const refused = error instanceof GatehouseError && !FAILURES.has(error.code);
      this.operations.inc({ operation, outcome: refused ? 'refused' : 'failed' });
      throw error;
    }
  }

  override timeCrypto<T>(operation: 'encrypt' | 'decrypt', work: () => T): T {
    const finished = this.cryptoDuration.startTimer({ operation });
    try {
      return work();
    } finally {
      finished();
    }
  }

  override countCryptoFailure(operation: 'encrypt' | 'decrypt', reason: string): void {
    this.cryptoFailures.inc({ operation, reason });
  }

  override countInvalidValue(type: SettingType): void {
    this.invalidValues.inc({ type });
  }

  override observeViewAge(milliseconds: number): void {
    this.viewAge.set(milliseconds / 1000);
  }
}
