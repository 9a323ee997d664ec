import { GatehouseError, type Principal } from '@gatehouse/contracts';
import { idempotencyKeyOf } from '@gatehouse/http';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { UploadMetrics } from '../domain/upload-metrics.ts';
import type { Upload } from '../domain/upload.ts';
import { ReceiveUpload } from '../use-cases/intake/receive-upload.ts';
import { UploadIntake } from './upload-intake.ts';

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
