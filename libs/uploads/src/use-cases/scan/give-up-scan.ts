import { AuditTrail, Clock, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { UploadRepository } from '../../domain/upload-repository.ts';
import { next, type UploadStatus } from '../../domain/upload-state.ts';
import type { Upload } from '../../domain/upload.ts';

/** Ends the tries of a scan that keeps failing. */
@Injectable()
export class GiveUpScan {
  constructor(
    private readonly uploads: UploadRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** The file stays in quarantine, and is never served. */
  execute(upload: Upload): Promise<UploadStatus | undefined> {
    return this.unitOfWork.run(async () => {
      const current = await this.uploads.findForUpdate(upload.id);
      const status = current && next(current.status, 'scan_gave_up');
      if (!status) return undefined;
      await this.uploads.change(upload.id, { status }, this.clock.now());
      await this.audit.record({
        type: 'file_scan_failed',
        action: 'scan',
        status: 'failure',
        reason: 'a scanner could not finish',
        resource: { type: 'upload', id: upload.id },
        details: { attempts: upload.attempts, sha256: upload.sha256 },
      });
      return status;
    });
  }
}
