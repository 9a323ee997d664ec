import type { Installation } from '@gatehouse/contracts';
import { securityHeaders } from '@gatehouse/http';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import type { ObservabilityConfig } from '../observability.config.ts';

/** Serves `/metrics` on an address of its own, so that the API's address never shows them. */
export async function startMetricsServer(
  config: ObservabilityConfig,
  installation: Installation,
): Promise<INestApplication> {
  // no `logger` option: it would silence the whole process
  const app = await NestFactory.create<NestExpressApplication>(
    PrometheusModule.register({ defaultLabels: { installation: installation.name } }),
  );
  app.use(securityHeaders({ production: false }));
  await app.listen(config.metricsPort, config.metricsHost);
  return app;
}
