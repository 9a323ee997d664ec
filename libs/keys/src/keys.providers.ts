import type { Provider } from '@nestjs/common';
import { keyMetricProviders, PrometheusKeyMetrics } from './adapters/prometheus-key-metrics.ts';
import { RedisRotationLock } from './adapters/redis-rotation-lock.ts';
import { KeyMetrics } from './domain/key-metrics.ts';
import { RotationLock } from './domain/rotation-lock.ts';
import { SigningKeyRepository } from './domain/signing-key-repository.ts';
import { TypeormSigningKeyRepository } from './persistence/typeorm-signing-key-repository.ts';
import { ChangeSigningKeys } from './use-cases/change-signing-keys.ts';
import { MakeSigningKey } from './use-cases/make-signing-key.ts';
import { WatchRotation } from './use-cases/watch-rotation.ts';
import { WriteKeySteps } from './use-cases/write-key-steps.ts';

/** What the API and the worker change keys with. */
export const sharedProviders: readonly Provider[] = [
  ...keyMetricProviders,
  { provide: KeyMetrics, useClass: PrometheusKeyMetrics },
  { provide: SigningKeyRepository, useClass: TypeormSigningKeyRepository },
  { provide: RotationLock, useClass: RedisRotationLock },
  MakeSigningKey,
  WriteKeySteps,
  WatchRotation,
  ChangeSigningKeys,
];
