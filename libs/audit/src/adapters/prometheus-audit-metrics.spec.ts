import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { PrometheusAuditMetrics } from './prometheus-audit-metrics.ts';

it('counts entries by category, type and status, faults by kind, times writes, and shows how far the tree is', async () => {
  const registry = new Registry();
  const registers = [registry];
  const metrics = new PrometheusAuditMetrics(
    new Counter({ name: 'written', help: '-', labelNames: ['event_category', 'event_type', 'status'], registers }),
    new Counter({ name: 'faults', help: '-', labelNames: ['kind'], registers }),
    new Histogram({ name: 'duration', help: '-', registers }),
    new Gauge({ name: 'unsequenced', help: '-', registers }),
    new Gauge({ name: 'checkpoint_age', help: '-', registers }),
  );
  metrics.countWritten({ type: 'auth_failure', status: 'failure' });
  metrics.countFault('MAC');
  metrics.startWrite()();
  metrics.observeTree(7, undefined);
  const output = await registry.metrics();
  expect(output).toContain('written{event_category="authentication",event_type="auth_failure",status="failure"} 1');
  expect(output).toContain('faults{kind="MAC"} 1');
  expect(output).toContain('duration_count 1');
  expect(output).toContain('unsequenced 7');
  expect(output).toContain('checkpoint_age 0');
  metrics.observeTree(0, 3.5);
  expect(await registry.metrics()).toContain('checkpoint_age 3.5');
});
