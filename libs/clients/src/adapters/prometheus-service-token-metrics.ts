import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectMetric, makeCounterProvider } from '@willsoto/nestjs-prometheus';
import { Counter } from 'prom-client';
import {
  SERVICE_TOKEN_OUTCOMES,
  ServiceTokenMetrics,
  type ServiceTokenOutcome,
} from '../domain/service-token-metrics.ts';

const ISSUED = 'service_tokens_issued_total';

export const serviceTokenCounter = makeCounterProvider({
  name: ISSUED,
  help: 'Token requests by service accounts, by outcome.',
  labelNames: ['outcome'],
});

@Injectable()
export class PrometheusServiceTokenMetrics extends ServiceTokenMetrics implements OnModuleInit {
  constructor(@InjectMetric(ISSUED) private readonly issued: Counter<'outcome'>) {
    super();
  }

  /** A series that begins at 0 lets rates see its first step. */
  onModuleInit(): void {
    for (const outcome of SERVICE_TOKEN_OUTCOMES) this.issued.inc({ outcome }, 0);
  }

  override count(outcome: ServiceTokenOutcome): void {
    this.issued.inc({ outcome });
  }
}
