import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { loadConfig } from '@gatehouse/config';
import { Installation } from '@gatehouse/contracts';
import { securityHeaders } from '@gatehouse/http';
import {
  explainStartFailure,
  observabilityConfig,
  ProcessLogger,
  startMetricsServer,
  stopInOrder,
} from '@gatehouse/observability';
import { workerConfigSections } from './config-sections.ts';
import { workerConfig } from './worker.config.ts';
import { WorkerModule } from './worker.module.ts';

try {
  const config = loadConfig(workerConfigSections, process.env);
  const { host, port } = config.get(workerConfig);
  const app = await NestFactory.create<NestExpressApplication>(WorkerModule.forRoot(config), {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(ProcessLogger));
  app.use(securityHeaders({ production: false }));
  await app.listen(port, host);
  const metrics = await startMetricsServer(config.get(observabilityConfig), app.get(Installation));
  stopInOrder([app, metrics]);
  new Logger('Worker').log({ host, port }, 'The worker is accepting jobs');
} catch (error) {
  // the logger may not be there yet
  process.stderr.write(`${explainStartFailure(error)}\n`);
  process.exit(1);
}
