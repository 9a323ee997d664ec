import { GatehouseError } from '@gatehouse/contracts';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import { UploadMetrics } from '../domain/upload-metrics.ts';
import type { UploadDto } from './upload.dto.ts';

/** Counts how each request that sends a file ends. */
@Injectable()
export class CountUploadsInterceptor implements NestInterceptor {
  constructor(private readonly metrics: UploadMetrics) {}

  intercept(_context: ExecutionContext, next: CallHandler<UploadDto>): Observable<UploadDto> {
    return next.handle().pipe(
      tap({
        next: ({ size }) => {
          this.metrics.countRequest('accepted');
          this.metrics.addBytes(size);
        },
        error: (error: unknown) => this.metrics.countRequest(error instanceof GatehouseError ? error.code : 'INTERNAL'),
      }),
    );
  }
}
