import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import { OAuthError } from '../domain/oauth/oauth-error.ts';
import { ServiceTokenMetrics } from '../domain/service-token-metrics.ts';

/** Counts how requests for tokens end, except those that ask for none in words of the standard. */
@Injectable()
export class TokenOutcome implements NestInterceptor {
  constructor(private readonly metrics: ServiceTokenMetrics) {}

  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      tap({
        next: () => {
          this.metrics.count('issued');
        },
        error: (error: unknown) => {
          this.countRefusal(error);
        },
      }),
    );
  }

  private countRefusal(error: unknown): void {
    if (!(error instanceof OAuthError)) this.metrics.count('failed');
    else if (error.code === 'invalid_client' || error.code === 'invalid_scope') this.metrics.count(error.code);
  }
}
