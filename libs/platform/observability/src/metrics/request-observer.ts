import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectMetric, makeCounterProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';
import type { NextFunction, Request, Response } from 'express';
import type { Counter, Histogram } from 'prom-client';
import { currentRequestContext, runInRequestContext } from '@gatehouse/contracts';
import { type ObservabilityConfig, observabilityConfig } from '../observability.config.ts';

const DURATION = 'http_request_duration_seconds';
const SLOW = 'http_slow_requests_total';
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Asked every few seconds: of use in the log only when something is wrong. */
const PROBES = /\/health\/(live|ready)$/;

export const requestDuration = makeHistogramProvider({
  name: DURATION,
  help: 'Duration of requests',
  labelNames: ['route', 'method', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.4, 1, 2.5, 5, 10],
});
export const slowRequests = makeCounterProvider({
  name: SLOW,
  help: 'Requests over the slow limit',
  labelNames: ['route', 'method'],
});

/** Measures and logs every request once it is over, by the template of its route and never by its address. */
@Injectable()
export class RequestObserver {
  private readonly logger = new Logger('Request');

  constructor(
    @Inject(observabilityConfig.token) private readonly config: ObservabilityConfig,
    @InjectMetric(DURATION) private readonly duration: Pick<Histogram<'route' | 'method' | 'status'>, 'observe'>,
    @InjectMetric(SLOW) private readonly slow: Pick<Counter<'route' | 'method'>, 'inc'>,
  ) {}

  /** To be used after the request context was opened. */
  handle(request: Request, response: Response, next: NextFunction): void {
    const startedAt = performance.now();
    const context = currentRequestContext();
    const observe = () => this.observe(request, response, performance.now() - startedAt);
    // `close` comes once, after a full answer as well as after a broken one
    response.once('close', () => (context ? runInRequestContext(context, observe) : observe()));
    next();
  }

  private observe(request: Request, response: Response, durationMs: number): void {
    const route = routeTemplate(request);
    const method = METHODS.has(request.method) ? request.method : 'OTHER';
    const status = response.writableFinished ? response.statusCode : 499;
    this.duration.observe({ route, method, status: String(status) }, durationMs / 1000);
    const line = { method, route, status, durationMs: Math.round(durationMs * 10) / 10 };
    if (durationMs > this.config.slowRequestMs) {
      this.slow.inc({ route, method });
      this.logger.warn(line, 'slow request');
    } else if (PROBES.test(route) && status < 500) this.logger.debug(line, 'probe');
    else this.logger.log(line, 'request');
  }
}

export function routeTemplate(request: Request): string {
  const path = (request.route as { path?: unknown } | undefined)?.path;
  // Nest answers unknown addresses on routes of its own that take any path
  return typeof path === 'string' && !path.includes('*') ? path : 'unmatched';
}
