import helmet from 'helmet';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

const ONE_YEAR_SECONDS = 31_536_000;

interface HeaderOptions {
  /** Tells browsers to come by TLS only (HSTS). */
  readonly production: boolean;
}

/** The headers of every answer. The API serves data, so its policy lets a page do nothing at all. */
export function securityHeaders({ production }: HeaderOptions): RequestHandler {
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
    },
    hsts: production && { maxAge: ONE_YEAR_SECONDS, includeSubDomains: true },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  return (request: Request, response: Response, next: NextFunction) => {
    // Answers are somebody's data unless a route says otherwise.
    response.setHeader('Cache-Control', 'no-store');
    headers(request, response, next);
  };
}

/** A policy for the pages of the API documentation, which bring their own script and style. */
export function documentationHeaders(_request: Request, response: Response, next: NextFunction): void {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
  ];
  const rest = [
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  response.setHeader('Content-Security-Policy', [...policy, ...rest].join('; '));
  next();
}
