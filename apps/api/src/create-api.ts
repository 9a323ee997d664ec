import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { configureHttp } from '@gatehouse/http';
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
  configureHttp(app, [app.get(RequestObserver)]);
  serveDocumentation(app);
  const server = app.getHttpServer();
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  return app;
}
