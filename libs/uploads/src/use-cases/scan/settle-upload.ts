import { Clock, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { FileStore } from '../../domain/file-store.ts';
import { type ScanOutcome, settlementOf } from '../../domain/settlement.ts';
import { releasedKey } from '../../domain/storage-key.ts';
import { UploadRepository } from '../../domain/upload-repository.ts';
import type { UploadStatus } from '../../domain/upload-state.ts';
import { AnnounceVerdict } from './announce-verdict.ts';

/**
 * Settles an upload by what its scan came to, if that still means something. The row is locked first, and served copies
 * appear and disappear only under that lock: a run that lost finds out before it touches a file.
 */
@Injectable()
export class SettleUpload {
  constructor(
    private readonly uploads: UploadRepository,
    private readonly files: FileStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly announce: AnnounceVerdict,
    private readonly clock: Clock,
  ) {}

  /**
   * After `destroying`, the file is still there: `DestroyUpload` has to follow.
   * @returns the new status, or `undefined` when another run had settled the upload before
   */
  async execute(id: string, outcome: ScanOutcome): Promise<UploadStatus | undefined> {
    const settled = await this.unitOfWork.run(async () => {
      const upload = await this.uploads.findForUpdate(id);
      const key = upload?.storageKey;
      if (!upload || !key) return undefined;
      const now = this.clock.now();
      const settlement = settlementOf(upload, outcome, now);
      if (!settlement) return undefined;
      if (outcome.event === 'clean') await this.files.copyStart(key, releasedKey(key), outcome.served.size);
      // what a run that died left of a copy that it had no time to call clean
      if (settlement.file === 'hold') await this.files.remove(releasedKey(key));
      await this.uploads.change(id, settlement.change, now);
      await this.announce.execute(upload, outcome.event, settlement.entry);
      return { status: settlement.status, leftover: settlement.file === 'release' ? key : undefined };
    });
    // what was sent is needed no longer; if this fails, the sweeper takes it
    if (settled?.leftover !== undefined) await this.files.remove(settled.leftover);
    return settled?.status;
  }
}
