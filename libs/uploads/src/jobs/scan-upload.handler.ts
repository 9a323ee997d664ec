import { type JobContext, JobHandler, type JobMap } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { ScanUpload } from '../use-cases/scan/scan-upload.ts';

@Injectable()
export class ScanUploadHandler extends JobHandler {
  readonly jobName = 'scan-upload';

  constructor(private readonly scanUpload: ScanUpload) {
    super();
  }

  handle({ uploadId }: JobMap['scan-upload'], { lastAttempt }: JobContext): Promise<void> {
    return this.scanUpload.execute(uploadId, lastAttempt);
  }
}
