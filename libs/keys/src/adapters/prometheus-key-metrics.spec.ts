import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { tokenFixture } from '../access-token.fixture.ts';
import { PrometheusKeyMetrics } from './prometheus-key-metrics.ts';

it('counts rotations and refused tokens, and shows how many keys there are and how old the current one is', async () => {
  const registry = new Registry();
  const registers = [registry];
  const metrics = new PrometheusKeyMetrics(
    new Counter({ name: 'rotations', help: '-', labelNames: ['status'], registers }),
    new Histogram({ name: 'duration', help: '-', registers }),
    new Gauge({ name: 'active', help: '-', registers }),
    new Gauge({ name: 'age', help: '-', registers }),
    new Counter({ name: 'errors', help: '-', labelNames: ['reason'], registers }),
  );
  const { key, make, clock } = await tokenFixture();
  clock.advance({ hours: 1 });
  metrics.observeKeys([key, { ...(await make()), status: 'next' }], clock.now());
  metrics.countRotation('refused');
  metrics.countTokenFault('unknown_key');
  metrics.startRotation()();
  const output = await registry.metrics();
  for (const line of [
    'rotations{status="refused"} 1',
    'errors{reason="unknown_key"} 1',
    'active 2',
    'age 3600',
    'duration_count 1',
  ])
    expect(output).toContain(line);
});
