import { Clock } from '@gatehouse/contracts';
import type { Provider } from '@nestjs/common';
import { keyMetricProviders, PrometheusKeyMetrics } from './adapters/prometheus-key-metrics.ts';
import { KeyCalendar } from './domain/key-calendar.ts';
import { KeyMetrics } from './domain/key-metrics.ts';
import { SigningKeyRepository } from './domain/signing-key-repository.ts';
import { keysConfig, type TimelineConfig, timelineOf } from './keys.config.ts';
import { TypeormSigningKeyRepository } from './persistence/typeorm-signing-key-repository.ts';
import { CarryOutKeyPlan } from './use-cases/carry-out-key-plan.ts';
import { ChangeSigningKeys } from './use-cases/change-signing-keys.ts';
import { MakeSigningKey } from './use-cases/make-signing-key.ts';
import { WriteKeySteps } from './use-cases/write-key-steps.ts';

/** What the API and the worker change keys with. */
export const sharedProviders: readonly Provider[] = [
  ...keyMetricProviders,
  { provide: KeyMetrics, useClass: PrometheusKeyMetrics },
  { provide: SigningKeyRepository, useClass: TypeormSigningKeyRepository },
  {
    provide: KeyCalendar,
    inject: [Clock, keysConfig.token],
    useFactory: (clock: Clock, config: TimelineConfig) => new KeyCalendar(clock, timelineOf(config)),
  },
  MakeSigningKey,
  WriteKeySteps,
  CarryOutKeyPlan,
  ChangeSigningKeys,
];
