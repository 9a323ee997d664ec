import { Clock, currentRequestContext, type Principal } from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import { Injectable, Logger } from '@nestjs/common';
import { FileStore } from '../../domain/file-store.ts';
import type { ReceivedFile } from '../../domain/received-file.ts';
import { storageUnavailable } from '../../domain/storage-unavailable.ts';
import { storageKey } from '../../domain/storage-key.ts';
import { UploadRepository } from '../../domain/upload-repository.ts';
import type { Upload } from '../../domain/upload.ts';
import { type InspectedFile, InspectReceivedFile } from './inspect-received-file.ts';
import { RegisterUpload } from './register-upload.ts';

/** Takes a received file in: bytes durable in quarantine first, then everything that tells of them in one transaction. */
@Injectable()
export class ReceiveUpload {
  private readonly logger = new Logger(ReceiveUpload.name);

  constructor(
    private readonly inspect: InspectReceivedFile,
    private readonly files: FileStore,
    private readonly register: RegisterUpload,
    private readonly uploads: UploadRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws a refusal of `InspectReceivedFile` or `RegisterUpload`; then nothing of the file is kept */
  async execute(file: ReceivedFile, principal: Principal, idempotencyKey?: string): Promise<Upload> {
    // the disk works while the file is inspected; most files are taken in
    file.staged.beginSync();
    const upload = this.draft(file, await this.inspect.execute(file), principal);
    const key = upload.storageKey;
    try {
      await this.keep(file, key);
      const registered = await this.register.execute(upload, idempotencyKey);
      if (registered.id !== upload.id) await this.files.remove(key);
      return registered;
    } catch (error) {
      await this.removeUnlessRegistered(upload.id, key);
      throw error;
    }
  }

  private async keep(file: ReceivedFile, key: string): Promise<void> {
    try {
      await this.files.keep(file.staged, key);
    } catch (error) {
      throw storageUnavailable(error);
    }
  }

  private draft(
    file: ReceivedFile,
    { type, leftOut }: InspectedFile,
    principal: Principal,
  ): Upload & { storageKey: string } {
    const now = this.clock.now();
    const id = uuidv7(now);
    return {
      id,
      ownerKind: principal.kind,
      ownerId: principal.id,
      tenant: principal.tenant ?? null,
      originalName: file.originalName,
      mimeType: type,
      size: file.size,
      sha256: file.sha256,
      leftOutKind: leftOut?.kind ?? null,
      leftOutBytes: leftOut?.bytes ?? 0,
      status: 'pending_scan',
      storageKey: storageKey('quarantine', id, now, type),
      servedSize: null,
      servedSha256: null,
      verdict: null,
      verdictDetail: null,
      scanner: null,
      scannedAt: null,
      attempts: 0,
      requestId: currentRequestContext()?.requestId ?? id,
      createdAt: now,
      updatedAt: now,
    };
  }

  /**
   * A transaction that failed has left no row, unless the connection broke while it committed: then only the database
   * knows. Without its answer the file stays, and the sweeper decides later.
   */
  private async removeUnlessRegistered(id: string, key: string): Promise<void> {
    try {
      if (!(await this.uploads.find(id))) await this.files.remove(key);
    } catch (error) {
      this.logger.warn({ err: error, uploadId: id }, 'A file without a row is left for the sweeper to remove');
    }
  }
}
