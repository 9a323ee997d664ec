import type { Provider } from '@nestjs/common';
import { FileStoreHealth } from './adapters/file-store-health.ts';
import { LocalFileStore } from './adapters/local-file-store.ts';
import { PrometheusUploadMetrics, uploadMetricProviders } from './adapters/prometheus-upload-metrics.ts';
import { FileStore } from './domain/file-store.ts';
import { UploadMetrics } from './domain/upload-metrics.ts';
import { UploadRepository } from './domain/upload-repository.ts';
import { TypeormUploadRepository } from './persistence/typeorm-upload-repository.ts';
import { type UploadsConfig, uploadsConfig } from './uploads.config.ts';

/** What the API and the worker both stand on. */
export const sharedProviders: readonly Provider[] = [
  ...uploadMetricProviders,
  { provide: UploadMetrics, useClass: PrometheusUploadMetrics },
  { provide: UploadRepository, useClass: TypeormUploadRepository },
  {
    provide: FileStore,
    inject: [uploadsConfig.token],
    useFactory: (config: UploadsConfig) => new LocalFileStore(config.dir),
  },
  FileStoreHealth,
];
