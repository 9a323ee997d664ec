import type { NextFunction, Request, Response } from 'express';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { NotFoundException } from '@nestjs/common';
import { type PlatformConfig, platformConfig } from '@gatehouse/config';
import type { IsTrusted } from './context/client-address.ts';
import { requestContext } from './context/request-context.middleware.ts';
import { CorsPolicy } from './cors/cors-policy.ts';
import { type HttpConfig, httpConfig } from './http.config.ts';
import { ProblemFilter } from './problems/problem.filter.ts';
import { basePathOf, takeOffBasePath, tidyPath } from './base-path.ts';
import { isOurs, prefixRoutes } from './route-prefix.ts';
import { securityHeaders } from './security-headers.ts';

interface RequestHandlerObject {
  handle(request: Request, response: Response, next: NextFunction): void;
}

export interface HttpOptions {
  /** See every request, with its context. */
  readonly observers?: readonly RequestHandlerObject[];
  /** Paths that our addresses are also known under, besides the base path. */
  readonly knownUnder?: readonly string[];
}

/**
 * Puts in front of all routes what even an unknown address gets: request id, security headers, CORS.
 * Call it before `init`. The app must have been made with `bodyParser: false`.
 */
export function configureHttp(app: NestExpressApplication, options: HttpOptions = {}): void {
  const config = app.get<HttpConfig>(httpConfig.token);
  const { environment } = app.get<PlatformConfig>(platformConfig.token);
  const cors = app.get(CorsPolicy);
  // also what Express goes by for X-Forwarded-Proto
  app.set('trust proxy', config.trustedProxies.length > 0 ? [...config.trustedProxies] : false);
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.use(requestContext(isTrustedBy(app)));
  app.use(takeOffBasePath([basePathOf(config), ...(options.knownUnder ?? []).map(tidyPath)]));
  for (const observer of options.observers ?? []) app.use(observer.handle.bind(observer));
  app.use(securityHeaders({ production: environment === 'production' }));
  app.use(cors.handle.bind(cors));
  refuseForeignPaths(app);
  prefixRoutes(app);
}

/** One reading of TRUSTED_PROXIES for addresses and for the protocol. */
function isTrustedBy(app: NestExpressApplication): IsTrusted {
  const express = app.getHttpAdapter().getInstance() as {
    get(name: string): (address: string, hop: number) => boolean;
  };
  const trust = express.get('trust proxy fn');
  return (address) => trust(address, 0);
}

/** Nest looks after the addresses under its prefix only; the others would get a page of Express. */
function refuseForeignPaths(app: NestExpressApplication): void {
  const problems = app.get(ProblemFilter);
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (isOurs(request.path)) next();
    else problems.answer(new NotFoundException(), request, response);
  });
}
