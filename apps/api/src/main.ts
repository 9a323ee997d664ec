import 'reflect-metadata';
import { loadConfig } from '@gatehouse/config';
import { Installation } from '@gatehouse/contracts';
import { httpConfig } from '@gatehouse/http';
import { explainStartFailure, observabilityConfig, startMetricsServer, stopInOrder } from '@gatehouse/observability';
import { Logger } from '@nestjs/common';
import { AppModule } from './app.module.ts';
import { apiConfigSections } from './config-sections.ts';
import { createApi } from './create-api.ts';

try {
  const config = loadConfig(apiConfigSections, process.env);
  const { host, port } = config.get(httpConfig);
  const app = await createApi(AppModule.forRoot(config));
  await app.listen(port, host);
  const metrics = await startMetricsServer(config.get(observabilityConfig), app.get(Installation));
  stopInOrder([app, metrics]);
  new Logger('Api').log({ host, port }, 'The API is listening');
} catch (error) {
  // the logger may not be there yet
  process.stderr.write(`${explainStartFailure(error)}\n`);
  process.exit(1);
}
