import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { basePathOf, configureHttp, type HttpConfig, httpConfig } from '@gatehouse/http';
import { type KeysConfig, keysConfig } from '@gatehouse/keys';
import { ProcessLogger, RequestObserver } from '@gatehouse/observability';
import { serveDocumentation } from './openapi-document.ts';

const HEADERS_TIMEOUT_MS = 10_000;
/** Long enough for the largest upload over a slow line; the routes have tighter limits of their own. */
const REQUEST_TIMEOUT_MS = 120_000;

/** The API, ready to `listen`: everything in front of its routes in its order. */
export async function createApi(module: DynamicModule): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(ProcessLogger));
  // clients look for what an issuer offers under its path (OIDC Discovery §4)
  const { issuer } = app.get<KeysConfig>(keysConfig.token, { strict: false });
  configureHttp(app, { observers: [app.get(RequestObserver)], knownUnder: [new URL(issuer).pathname] });
  const http = app.get<HttpConfig>(httpConfig.token, { strict: false });
  serveDocumentation(app, basePathOf(http));
  const server = app.getHttpServer();
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  // Node's five seconds are shorter than every proxy's: it would send a request into a connection that is just being closed
  server.keepAliveTimeout = http.keepAlive * 1000;
  return app;
}
