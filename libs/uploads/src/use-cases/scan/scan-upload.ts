import { Injectable, Logger } from '@nestjs/common';
import type { UploadStatus } from '../../domain/upload-state.ts';
import type { Upload } from '../../domain/upload.ts';
import { AnnounceVerdict } from './announce-verdict.ts';
import { ClaimScan } from './claim-scan.ts';
import { type Examination, ExamineFile } from './examine-file.ts';
import { GiveUpScan } from './give-up-scan.ts';
import { SettleUpload } from './settle-upload.ts';

/** Scans one upload and settles it. It may run twice, also at once: the row decides who was first. */
@Injectable()
export class ScanUpload {
  private readonly logger = new Logger(ScanUpload.name);

  constructor(
    private readonly claim: ClaimScan,
    private readonly examine: ExamineFile,
    private readonly settle: SettleUpload,
    private readonly giveUp: GiveUpScan,
    private readonly announce: AnnounceVerdict,
  ) {}

  /**
   * @param lastAttempt then a scan that fails ends as `scan_failed`
   * @throws when the scan failed and is to be tried again
   */
  async execute(uploadId: string, lastAttempt: boolean): Promise<void> {
    const upload = await this.claim.execute(uploadId);
    if (!upload) return;
    let status: UploadStatus | undefined;
    try {
      const examination = known(upload) ?? (await this.examine.execute(upload));
      status = await this.settle.execute(upload, examination);
    } catch (error) {
      if (!lastAttempt) throw error;
      this.logger.error({ err: error, uploadId }, 'An upload could not be scanned');
      status = await this.giveUp.execute(upload);
    }
    if (status) this.announce.execute(upload, status);
  }
}

/** A verdict that was noted by a run that died before it could finish. */
function known(upload: Upload): Examination | undefined {
  if (upload.verdict !== 'infected' || upload.scanner === null) return undefined;
  const { verdict, scanner, verdictDetail } = upload;
  return { finding: { verdict, scanner, ...(verdictDetail !== null && { detail: verdictDetail }) }, end: 0 };
}
