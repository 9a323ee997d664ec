import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { JsonBodyInterceptor } from './body/json-body.interceptor.ts';
import { CorsPolicy, corsRejections } from './cors/cors-policy.ts';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.ts';
import { ProblemFilter } from './problems/problem.filter.ts';
import { StrictValidationPipe } from './validation.pipe.ts';

/** What every request passes through after the guards. The body is read before its key is looked up. */
@Module({
  providers: [
    CorsPolicy,
    corsRejections,
    ProblemFilter,
    { provide: APP_FILTER, useExisting: ProblemFilter },
    { provide: APP_INTERCEPTOR, useClass: JsonBodyInterceptor },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
    { provide: APP_PIPE, useClass: StrictValidationPipe },
  ],
  exports: [CorsPolicy, ProblemFilter],
})
export class HttpModule {}
