import { Injectable } from '@nestjs/common';
import { InjectMetric, makeCounterProvider } from '@willsoto/nestjs-prometheus';
import { Counter } from 'prom-client';
import { SignInMetrics, type SignInOutcome } from '../domain/sign-in-metrics.ts';

const SIGN_INS = 'sign_ins_total';

export const signInMetricProviders = [
  makeCounterProvider({
    name: SIGN_INS,
    help: 'Sign-in attempts at the console, by outcome.',
    labelNames: ['outcome'],
  }),
];

@Injectable()
export class PrometheusSignInMetrics extends SignInMetrics {
  constructor(@InjectMetric(SIGN_INS) private readonly signIns: Counter<'outcome'>) {
    super();
  }

  override count(outcome: SignInOutcome): void {
    this.signIns.inc({ outcome });
  }
}
