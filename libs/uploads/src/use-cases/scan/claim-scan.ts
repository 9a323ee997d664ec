import { Clock } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { UploadRepository } from '../../domain/upload-repository.ts';
import { next, UPLOAD_STATUSES } from '../../domain/upload-state.ts';
import type { Upload } from '../../domain/upload.ts';

const SCANNABLE = UPLOAD_STATUSES.filter((status) => next(status, 'scan_started') === 'scanning');

/** Marks a scan as begun, unless it has come so far already that only a destruction is left to finish. */
@Injectable()
export class ClaimScan {
  constructor(
    private readonly uploads: UploadRepository,
    private readonly clock: Clock,
  ) {}

  /** @returns the upload, `scanning` or `destroying`; `undefined` when nothing is owed any more */
  async execute(id: string): Promise<Upload | undefined> {
    const claimed = await this.uploads.claim(id, SCANNABLE, this.clock.now());
    if (claimed) return claimed;
    const upload = await this.uploads.find(id);
    return upload?.status === 'destroying' ? upload : undefined;
  }
}
