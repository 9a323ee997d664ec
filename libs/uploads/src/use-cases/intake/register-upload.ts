import { AuditTrail, IdempotencyStore, Outbox, UnitOfWork } from '@gatehouse/contracts';
import { sha256 } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { UploadRepository } from '../../domain/upload-repository.ts';
import type { Upload } from '../../domain/upload.ts';

/** Row, audit entry and scan task, in one statement, or together with the `Idempotency-Key` in one transaction. */
@Injectable()
export class RegisterUpload {
  constructor(
    private readonly uploads: UploadRepository,
    private readonly audit: AuditTrail,
    private readonly outbox: Outbox,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: IdempotencyStore,
  ) {}

  /**
   * @returns the upload, or the one that the same key has registered before, as it was then
   * @throws IDEMPOTENCY_KEY_REUSED when the key came with another file
   */
  async execute(upload: Upload, idempotencyKey: string | undefined): Promise<Upload> {
    if (idempotencyKey === undefined) {
      await this.unitOfWork.optimistic(() => this.register(upload));
      return upload;
    }
    const stored = await this.idempotency.run(
      {
        scope: `${upload.ownerKind}:${upload.ownerId} upload`,
        key: idempotencyKey,
        fingerprint: sha256(JSON.stringify([upload.sha256, upload.originalName, upload.mimeType])).toString('hex'),
      },
      async () => {
        await this.register(upload);
        return { status: 201, headers: {}, body: { uploadId: upload.id } };
      },
    );
    const { uploadId } = stored.body as { readonly uploadId: string };
    if (uploadId === upload.id) return upload;
    const first = await this.uploads.find(uploadId);
    if (!first) throw new Error('an idempotency key refers to a missing upload');
    return { ...upload, id: first.id, createdAt: first.createdAt, requestId: first.requestId };
  }

  private async register(upload: Upload): Promise<void> {
    await this.uploads.add(upload);
    await this.audit.record({
      type: 'file_upload',
      action: 'upload',
      status: 'success',
      resource: { type: 'upload', id: upload.id },
      details: { sha256: upload.sha256, size: upload.size, mimeType: upload.mimeType },
    });
    await this.outbox.enqueue('scan-upload', { uploadId: upload.id });
  }
}
