import { GatehouseError } from '@gatehouse/contracts';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { PrometheusSettingMetrics } from './prometheus-setting-metrics.ts';

function create() {
  const registry = new Registry();
  const registers = [registry];
  const metrics = new PrometheusSettingMetrics(
    new Counter({ name: 'operations', help: '-', labelNames: ['operation', 'outcome'], registers }),
    new Histogram({ name: 'duration', help: '-', labelNames: ['operation'], registers }),
    new Counter({ name: 'failures', help: '-', labelNames: ['operation', 'reason'], registers }),
    new Counter({ name: 'invalid', help: '-', labelNames: ['type'], registers }),
    new Gauge({ name: 'view_age', help: '-', registers }),
  );
  return { metrics, text: () => registry.metrics() };
}

describe('the metrics of settings', () => {
  it('tell the age of the views in seconds', async () => {
    const { metrics, text } = create();
    metrics.observeViewAge(2500);
    expect(await text()).toContain('view_age 2.5');
  });

  it('tell apart success, what the caller can do better, and what failed', async () => {
    const { metrics, text } = create();
    const refusal = new GatehouseError('VERSION_MISMATCH', '-');
    const tampered = new GatehouseError('BINDING_MISMATCH', '-');
    expect(await metrics.observe('update', () => Promise.resolve('done'))).toBe('done');
    await expect(metrics.observe('update', () => Promise.reject(refusal))).rejects.toBe(refusal);
    await expect(metrics.observe('reveal', () => Promise.reject(tampered))).rejects.toBe(tampered);
    await expect(metrics.observe('reveal', () => Promise.reject(new Error('unavailable')))).rejects.toThrow(
      'unavailable',
    );
    const output = await text();
    expect(output).toContain('operations{operation="update",outcome="success"} 1');
    expect(output).toContain('operations{operation="update",outcome="refused"} 1');
    expect(output).toContain('operations{operation="reveal",outcome="failed"} 2');
  });

  it('time encryption also when it fails, and count why', async () => {
    const { metrics, text } = create();
    expect(metrics.timeCrypto('encrypt', () => 7)).toBe(7);
    expect(() =>
      metrics.timeCrypto('decrypt', () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    metrics.countCryptoFailure('decrypt', 'DECRYPTION_FAILED');
    metrics.countInvalidValue('url');
    const output = await text();
    expect(output).toContain('duration_count{operation="encrypt"} 1');
    expect(output).toContain('duration_count{operation="decrypt"} 1');
    expect(output).toContain('failures{operation="decrypt",reason="DECRYPTION_FAILED"} 1');
    expect(output).toContain('invalid{type="url"} 1');
  });
});
