import { isAtHost } from '@gatehouse/contracts';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectMetric, makeCounterProvider } from '@willsoto/nestjs-prometheus';
import type { NextFunction, Request, Response } from 'express';
import type { Counter } from 'prom-client';
import { type HttpConfig, httpConfig } from '../http.config.ts';

const REJECTIONS = 'cors_rejections_total';
const LOG_EVERY_MS = 60_000;

export const corsRejections = makeCounterProvider({
  name: REJECTIONS,
  help: 'Requests from origins that are not allowed',
});

/** Which pages may read our answers: exact origins, and those that one anchored expression matches. */
@Injectable()
export class CorsPolicy {
  private readonly logger = new Logger(CorsPolicy.name);
  private readonly origins: ReadonlySet<string>;
  private readonly pattern: RegExp | undefined;
  private loggedAt = -Infinity;

  constructor(
    @Inject(httpConfig.token) private readonly config: HttpConfig,
    @InjectMetric(REJECTIONS) private readonly rejections: Pick<Counter, 'inc'>,
  ) {
    const own = config.publicUrl === undefined ? [] : [new URL(config.publicUrl).origin];
    this.origins = new Set([...own, ...config.corsAllowedOrigins]);
    this.pattern =
      config.corsAllowedOriginsRegex === undefined ? undefined : new RegExp(`^(?:${config.corsAllowedOriginsRegex})$`);
  }

  /** `null` (sandboxed frames, files) is never an origin to trust, whatever the configuration says. */
  allows(origin: string): boolean {
    if (origin === 'null') return false;
    return this.origins.has(origin) || this.origins.has('*') || (this.pattern?.test(origin) ?? false);
  }

  handle(request: Request, response: Response, next: NextFunction): void {
    response.vary('Origin');
    const { origin } = request.headers;
    const preflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
    if (origin !== undefined && this.allows(origin)) this.admit(origin, preflight, response);
    else if (origin !== undefined && !isOwn(origin, request)) this.reject(origin);
    if (!preflight) {
      next();
      return;
    }
    response.vary('Access-Control-Request-Method').vary('Access-Control-Request-Headers');
    response.status(204).end();
  }

  private admit(origin: string, preflight: boolean, response: Response): void {
    response.setHeader('Access-Control-Allow-Origin', origin);
    if (this.config.corsAllowCredentials) response.setHeader('Access-Control-Allow-Credentials', 'true');
    if (!preflight) {
      response.setHeader('Access-Control-Expose-Headers', this.config.corsExposeHeaders.join(', '));
      return;
    }
    response.setHeader('Access-Control-Allow-Methods', this.config.corsAllowedMethods.join(', '));
    response.setHeader('Access-Control-Allow-Headers', this.config.corsAllowedHeaders.join(', '));
    response.setHeader('Access-Control-Max-Age', String(this.config.corsMaxAge));
  }

  private reject(origin: string): void {
    this.rejections.inc();
    if (performance.now() - this.loggedAt < LOG_EVERY_MS) return;
    this.loggedAt = performance.now();
    this.logger.warn({ origin: origin.slice(0, 256) }, 'Request from an origin that is not allowed');
  }
}

/**
 * Whether the page came from this very host: browsers send `Origin` with such writes too, and need no permission for them.
 * Behind a proxy that changes Host only the browser itself can tell.
 */
function isOwn(origin: string, { headers }: Request): boolean {
  return headers['sec-fetch-site'] === 'same-origin' || isAtHost(origin, headers.host);
}
