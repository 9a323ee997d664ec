import { HealthCheck, type HealthResult } from '@gatehouse/contracts';
import { Module } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { describe, expect, it } from 'vitest';
import { HealthReport } from './health-report.ts';

function check(name: string, critical: boolean, ask: () => Promise<HealthResult>): HealthCheck {
  return new (class extends HealthCheck {
    readonly name = name;
    override readonly critical = critical;
    check = ask;
  })();
}
const up = () => Promise.resolve({ status: 'up' as const });
const broken = () => Promise.reject(Object.assign(new Error('password=hunter2'), { code: 'ECONNREFUSED' }));
const hanging = () => new Promise<HealthResult>(() => undefined);

async function reportOf(...checks: readonly HealthCheck[]): Promise<HealthReport> {
  @Module({
    imports: [DiscoveryModule, TerminusModule.forRoot({ logger: false })],
    providers: [HealthReport, ...checks.map((one, index) => ({ provide: `check-${index}`, useValue: one }))],
  })
  class TestModule {}
  return (await NestFactory.createApplicationContext(TestModule, { logger: false })).get(HealthReport);
}

describe('HealthReport', () => {
  it('is ok when every component is up', async () => {
    const report = await reportOf(check('b', true, up), check('a', false, up));
    expect(await report.summarise()).toMatchObject({ status: 'ok', components: [{ name: 'a' }, { name: 'b' }] });
  });

  it('is degraded without a component that can be missed, and still ready', async () => {
    const report = await reportOf(check('postgres', true, up), check('redis', false, broken));
    expect(await report.summarise()).toMatchObject({
      status: 'degraded',
      components: [{ name: 'postgres' }, { name: 'redis', status: 'down', detail: 'ECONNREFUSED' }],
    });
    expect(await report.summarise('critical')).toMatchObject({ status: 'ok', components: [{ name: 'postgres' }] });
  });

  it('is down without a critical component, and tells its code alone', async () => {
    const summary = await (await reportOf(check('postgres', true, broken))).summarise();
    expect(summary.status).toBe('down');
    expect(JSON.stringify(summary)).not.toContain('hunter2');
  });

  it('waits for no check longer than a second', async () => {
    const report = await reportOf(check('slow', true, hanging), check('other', true, hanging));
    const startedAt = performance.now();
    expect(await report.summarise()).toMatchObject({
      status: 'down',
      components: [{ detail: 'no response within 1000 ms' }, {}],
    });
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
