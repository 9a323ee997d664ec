import { GatehouseError, type Principal } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { UploadMetrics } from '../domain/upload-metrics.ts';
import type { Upload } from '../domain/upload.ts';
import { ReceiveUpload } from '../use-cases/intake/receive-upload.ts';
import { UploadIntake } from './upload-intake.ts';

const VALID_KEY = /^[\x21-\x7e]{1,128}$/;

/** From an HTTP request to a received upload, counted by how it ended. */
@Injectable()
export class UploadRequests {
  constructor(
    private readonly intake: UploadIntake,
    private readonly receiveUpload: ReceiveUpload,
    private readonly metrics: UploadMetrics,
  ) {}

  async receive(request: Request, response: Response, principal: Principal): Promise<Upload> {
    try {
      const key = idempotencyKeyOf(request);
      const upload = await this.intake.run(request, response, (file) =>
        this.receiveUpload.execute(file, principal, key),
      );
      this.metrics.countRequest('accepted');
      this.metrics.addBytes(upload.size);
      return upload;
    } catch (error) {
      this.metrics.countRequest(error instanceof GatehouseError ? error.code : 'INTERNAL');
      throw error;
    }
  }
}

function idempotencyKeyOf(request: Request): string | undefined {
  const key = request.get('Idempotency-Key');
  if (key !== undefined && !VALID_KEY.test(key)) {
    throw new GatehouseError('IDEMPOTENCY_KEY_INVALID', 'Idempotency-Key must be 1 to 128 visible ASCII characters.');
  }
  return key;
}
