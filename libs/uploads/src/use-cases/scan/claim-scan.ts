import { Clock, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { UploadRepository } from '../../domain/upload-repository.ts';
import { next } from '../../domain/upload-state.ts';
import type { Upload } from '../../domain/upload.ts';

/** Marks a scan as begun, unless it has come so far already that only a destruction is left to finish. */
@Injectable()
export class ClaimScan {
  constructor(
    private readonly uploads: UploadRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @returns the upload, `scanning` or `destroying`; `undefined` when nothing is owed any more */
  execute(id: string): Promise<Upload | undefined> {
    return this.unitOfWork.run(async () => {
      const upload = await this.uploads.findForUpdate(id);
      if (upload?.status === 'destroying') return upload;
      const status = upload && next(upload.status, 'scan_started');
      if (!status) return undefined;
      const attempts = upload.attempts + 1;
      await this.uploads.change(id, { status, attempts }, this.clock.now());
      return { ...upload, status, attempts };
    });
  }
}
