import { Injectable, Logger } from '@nestjs/common';
import type { UploadStatus } from '../../domain/upload-state.ts';
import type { Upload } from '../../domain/upload.ts';
import { ClaimScan } from './claim-scan.ts';
import { DestroyUpload } from './destroy-upload.ts';
import { ExamineFile } from './examine-file.ts';
import { SettleUpload } from './settle-upload.ts';

/** Scans one upload and settles it. It may run twice, also at once, and may have to finish what another run began. */
@Injectable()
export class ScanUpload {
  private readonly logger = new Logger(ScanUpload.name);

  constructor(
    private readonly claim: ClaimScan,
    private readonly examine: ExamineFile,
    private readonly settle: SettleUpload,
    private readonly destroy: DestroyUpload,
  ) {}

  /**
   * @param lastAttempt then a scan that fails ends as `scan_failed`
   * @throws when the scan failed and is to be tried again, or when an infected file could not be deleted: that is never
   *   given up
   */
  async execute(uploadId: string, lastAttempt: boolean): Promise<void> {
    const upload = await this.claim.execute(uploadId);
    if (!upload) return;
    const status = upload.status === 'destroying' ? upload.status : await this.scan(upload, lastAttempt);
    // a run that lost may have lost to one that died half-way
    if (status === 'destroying' || status === undefined) await this.destroy.execute(uploadId);
  }

  private async scan(upload: Upload, lastAttempt: boolean): Promise<UploadStatus | undefined> {
    try {
      return await this.settle.execute(upload.id, await this.examine.execute(upload));
    } catch (error) {
      if (!lastAttempt) throw error;
      this.logger.error({ err: error, uploadId: upload.id }, 'An upload could not be scanned');
      return this.settle.execute(upload.id, { event: 'scan_gave_up' });
    }
  }
}
