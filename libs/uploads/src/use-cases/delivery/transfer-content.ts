import type { Readable } from 'node:stream';
import { AuditTrail, GatehouseError } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { type ByteRange, FileMissing, FileStore } from '../../domain/file-store.ts';
import type { UploadStatus } from '../../domain/upload-state.ts';
import type { Upload } from '../../domain/upload.ts';

/** What may be served of a clean upload. */
export interface ServedContent {
  readonly key: string;
  readonly size: number;
  readonly sha256: string;
}

const AWAITED = 'The file is being scanned. Try again shortly.';

const REFUSALS: Readonly<Record<UploadStatus, string>> = {
  pending_scan: AWAITED,
  scanning: AWAITED,
  // the constraints of the table allow no such row
  clean: 'The file cannot be served: its copy is missing.',
  destroying: 'The file is infected and is being deleted.',
  infected: 'The file was infected and has been deleted.',
  suspicious: 'The file is suspicious and is held in quarantine.',
  unscannable: 'The file cannot be scanned and is held in quarantine.',
  scan_failed: 'The file failed to scan and is held in quarantine.',
  deleted: 'The file has been deleted.',
};

/** @throws UPLOAD_NOT_CLEAN for everything that was not found clean */
export function servedContentOf(upload: Upload): ServedContent {
  const { status, storageKey, servedSize, servedSha256 } = upload;
  if (status === 'clean' && storageKey !== null && servedSize !== null && servedSha256 !== null) {
    return { key: storageKey, size: servedSize, sha256: servedSha256 };
  }
  throw new GatehouseError('UPLOAD_NOT_CLEAN', REFUSALS[status]);
}

/** Hands out the bytes of a clean upload, once the audit log knows of it. */
@Injectable()
export class TransferContent {
  constructor(
    private readonly files: FileStore,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws DEPENDENCY_UNAVAILABLE when the storage has lost sight of the file */
  async execute(upload: Upload, content: ServedContent, range?: ByteRange): Promise<Readable> {
    const stream = await this.open(content.key, range);
    try {
      await this.audit.recordAlone({
        type: 'file_transfer',
        action: 'download',
        status: 'success',
        resource: { type: 'upload', id: upload.id },
        details: { sha256: content.sha256, bytes: range ? range.end - range.start + 1 : content.size },
      });
    } catch (error) {
      stream.destroy();
      throw error;
    }
    return stream;
  }

  private async open(key: string, range: ByteRange | undefined): Promise<Readable> {
    try {
      return await this.files.stream(key, range);
    } catch (error) {
      if (!(error instanceof FileMissing)) throw error;
      throw new GatehouseError('DEPENDENCY_UNAVAILABLE', 'The file cannot be read right now. Try again shortly.', {
        cause: error,
      });
    }
  }
}
