import { AuditTrail, Clock, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { FileStore } from '../../domain/file-store.ts';
import { everyKeyOf } from '../../domain/storage-key.ts';
import { UploadRepository } from '../../domain/upload-repository.ts';
import { next } from '../../domain/upload-state.ts';

/** Deletes every byte of an upload that is marked for it, and only then says so. Takes up what another run has left. */
@Injectable()
export class DestroyUpload {
  constructor(
    private readonly uploads: UploadRepository,
    private readonly files: FileStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Does nothing to an upload that is not `destroying`. */
  async execute(id: string): Promise<void> {
    const upload = await this.uploads.find(id);
    if (upload?.status !== 'destroying' || upload.storageKey === null) return;
    for (const key of everyKeyOf(upload.storageKey)) await this.files.remove(key);
    await this.unitOfWork.run(() => this.finish(id));
  }

  private async finish(id: string): Promise<void> {
    const upload = await this.uploads.findForUpdate(id);
    const status = upload && next(upload.status, 'destroyed');
    if (!status) return;
    await this.uploads.change(id, { status, storageKey: null }, this.clock.now());
    await this.audit.record({
      type: 'file_deleted',
      action: 'delete',
      status: 'success',
      reason: 'infected',
      resource: { type: 'upload', id },
      details: { sha256: upload.sha256 },
    });
  }
}
