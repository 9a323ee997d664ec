import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import {
  HealthCheckService,
  type HealthCheckResult,
  type HealthIndicatorResult,
  HealthIndicatorService,
} from '@nestjs/terminus';
import { type ComponentStatus, HealthCheck, type HealthResult } from '@gatehouse/contracts';

export const CHECK_TIMEOUT_MS = 1000;

export interface ComponentHealth {
  readonly name: string;
  readonly status: ComponentStatus;
  readonly latencyMs: number;
  readonly detail?: string;
}

export interface HealthSummary {
  readonly status: 'ok' | 'degraded' | 'down';
  readonly components: readonly ComponentHealth[];
}

/** Asks every `HealthCheck` of the process, side by side, and none for longer than a second. */
@Injectable()
export class HealthReport {
  constructor(
    private readonly terminus: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly discovery: DiscoveryService,
  ) {}

  /** All components, or only those without which nothing can be served. */
  async summarise(which: 'all' | 'critical' = 'all'): Promise<HealthSummary> {
    const checks = this.checks().filter((check) => which === 'all' || check.critical);
    const result = await this.run(checks);
    const components = checks
      .map((check) => toComponent(check.name, result.details[check.name]))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const isDown = (check: HealthCheck) =>
      components.find((component) => component.name === check.name)?.status === 'down';
    if (result.status === 'shutting_down' || checks.some((check) => check.critical && isDown(check)))
      return { status: 'down', components };
    return { status: components.every((component) => component.status === 'up') ? 'ok' : 'degraded', components };
  }

  private checks(): readonly HealthCheck[] {
    const found = this.discovery.getProviders().map((wrapper) => wrapper.instance as unknown);
    return [...new Set(found.filter((instance): instance is HealthCheck => instance instanceof HealthCheck))];
  }

  private async run(checks: readonly HealthCheck[]): Promise<HealthCheckResult> {
    try {
      return await this.terminus.check(checks.map((check) => () => this.ask(check)));
    } catch (error) {
      // terminus throws its report when a component is down
      if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
      throw error;
    }
  }

  private async ask(check: HealthCheck): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check(check.name);
    const startedAt = performance.now();
    const { status, detail } = await within(CHECK_TIMEOUT_MS, (signal) => check.check(signal));
    const data = { latencyMs: Math.round((performance.now() - startedAt) * 10) / 10, ...(detail && { detail }) };
    if (status === 'up') return indicator.up(data);
    return status === 'degraded' ? indicator.degraded(data) : indicator.down(data);
  }
}

async function within(ms: number, ask: (signal: AbortSignal) => Promise<HealthResult>): Promise<HealthResult> {
  const signal = AbortSignal.timeout(ms);
  const late = new Promise<HealthResult>((resolve) => {
    signal.addEventListener('abort', () => resolve({ status: 'down', detail: `no response within ${ms} ms` }), {
      once: true,
    });
  });
  const asked = (async () => ask(signal))().catch((error: unknown): HealthResult => ({
    status: 'down',
    detail: reasonOf(error),
  }));
  return Promise.race([asked, late]);
}

/** A code says enough; messages may quote addresses and values. */
function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : 'the check failed';
}

function toComponent(name: string, result: HealthIndicatorResult[string] | undefined): ComponentHealth {
  const { status = 'down', latencyMs = 0, detail } = (result ?? {}) as Partial<ComponentHealth>;
  return { name, status, latencyMs, ...(detail !== undefined && { detail }) };
}
