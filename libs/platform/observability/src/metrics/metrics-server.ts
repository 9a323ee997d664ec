import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import type { ObservabilityConfig } from '../observability.config.ts';

/** Serves `/metrics` on an address of its own, so that the API's address never shows them. */
export async function startMetricsServer(config: ObservabilityConfig): Promise<INestApplication> {
  // no `logger` option: it would silence the whole process
  const app = await NestFactory.create(PrometheusModule.register());
  await app.listen(config.metricsPort, config.metricsHost);
  return app;
}
