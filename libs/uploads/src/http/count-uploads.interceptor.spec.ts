import { GatehouseError } from '@gatehouse/contracts';
import type { ExecutionContext } from '@nestjs/common';
import { lastValueFrom, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { FakeUploadMetrics } from '../domain/fake-upload-metrics.ts';
import { CountUploadsInterceptor } from './count-uploads.interceptor.ts';
import type { UploadDto } from './upload.dto.ts';

const context = {} as ExecutionContext;

describe('CountUploadsInterceptor', () => {
  it('counts what was accepted, with its bytes', async () => {
    const metrics = new FakeUploadMetrics();
    const answer = new CountUploadsInterceptor(metrics).intercept(context, {
      handle: () => of({ size: 17 } as UploadDto),
    });
    await lastValueFrom(answer);
    expect([metrics.outcomes, metrics.bytes]).toEqual([['accepted'], 17]);
  });

  it.each([
    [new GatehouseError('UPLOAD_TOO_LARGE', 'too large'), 'UPLOAD_TOO_LARGE'],
    [new Error('unexpected'), 'INTERNAL'],
  ])('counts a refusal by its code, and hands it on: %s', async (refusal, outcome) => {
    const metrics = new FakeUploadMetrics();
    const answer = new CountUploadsInterceptor(metrics).intercept(context, { handle: () => throwError(() => refusal) });
    await expect(lastValueFrom(answer)).rejects.toBe(refusal);
    expect([metrics.outcomes, metrics.bytes]).toEqual([[outcome], 0]);
  });
});
