import { describe, expect, it } from 'vitest';
import type { HealthComponent, SystemHealth } from '@gatehouse/api-client';
import { componentName, overallTone, stateSentence } from './health-words.ts';

const health = (status: SystemHealth['status'], parts: Record<string, HealthComponent['status']>): SystemHealth => ({
  status,
  environment: 'development',
  components: Object.entries(parts).map(([name, state]) => ({ name, status: state, latencyMs: 1 })),
});

describe('the sentence of state', () => {
  it('is short when all is well', () => {
    expect(stateSentence(health('ok', { api: 'up', redis: 'up' }), 'en')).toBe('All systems healthy.');
  });

  it('names what is wrong', () => {
    expect(
      stateSentence(health('down', { postgres: 'down', redis: 'down', worker: 'degraded', api: 'up' }), 'en'),
    ).toBe('Down: Postgres and Redis. Degraded: Worker.');
    expect(stateSentence(health('degraded', { worker: 'degraded', api: 'up' }), 'en')).toBe(
      'Degraded: Worker. Everything else is healthy.',
    );
  });

  it('names parts as people do', () => {
    const parts = ['worker', 'postgres', 'redis', 'file_storage', 'malware_scanners', 'audit_log'];
    for (const name of parts) expect(componentName(name)).not.toMatch(/_|^[a-z]/);
  });

  it('never shows green for what is not', () => {
    expect(overallTone(health('degraded', {}))).toBe('warn');
    expect(overallTone(health('down', {}))).toBe('danger');
  });
});
