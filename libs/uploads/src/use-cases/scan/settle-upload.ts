import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { AuditTrail, Clock, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { FileStore } from '../../domain/file-store.ts';
import { releasedKey } from '../../domain/storage-key.ts';
import { type UploadChange, UploadRepository } from '../../domain/upload-repository.ts';
import { next, type UploadStatus, type Verdict } from '../../domain/upload-state.ts';
import type { Upload } from '../../domain/upload.ts';
import type { ScanFinding } from '../../domain/verdict.ts';
import type { Examination } from './examine-file.ts';

const EVENTS = {
  clean: 'file_clean',
  infected: 'file_infected',
  suspicious: 'file_suspicious',
  unscannable: 'file_scan_failed',
} as const satisfies Record<Verdict, string>;

/** Makes a verdict true: of the file first, then of the row. Every step can be done twice. */
@Injectable()
export class SettleUpload {
  constructor(
    private readonly uploads: UploadRepository,
    private readonly files: FileStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @returns the new status, or `undefined` when another run had settled the upload before */
  async execute(upload: Upload, { finding, end }: Examination): Promise<UploadStatus | undefined> {
    const key = upload.storageKey;
    if (key === null) return undefined;
    switch (finding.verdict) {
      case 'clean':
        return this.release(upload, key, finding, end);
      case 'infected':
        return this.destroy(upload, key, finding);
      case 'suspicious':
      case 'unscannable':
        return this.commit(upload, finding, {});
    }
  }

  /** Before it is served, a copy that ends where the format ends takes the place of what was sent. */
  private async release(
    upload: Upload,
    key: string,
    finding: ScanFinding,
    end: number,
  ): Promise<UploadStatus | undefined> {
    const released = releasedKey(key);
    await this.files.copyStart(key, released, end);
    const status = await this.commit(upload, finding, {
      storageKey: released,
      servedSize: end,
      servedSha256: end === upload.size ? upload.sha256 : await this.digestOf(released),
    });
    if (status) await this.files.remove(key);
    return status;
  }

  /** The verdict is noted before the file goes: whoever takes the job up after a crash has nothing left to scan. */
  private async destroy(upload: Upload, key: string, finding: ScanFinding): Promise<UploadStatus | undefined> {
    await this.uploads.change(upload.id, noteOf(finding), this.clock.now());
    await this.files.remove(key);
    await this.files.remove(releasedKey(key));
    return this.commit(upload, finding, { storageKey: null });
  }

  private commit(upload: Upload, finding: ScanFinding, change: UploadChange): Promise<UploadStatus | undefined> {
    return this.unitOfWork.run(async () => {
      const current = await this.uploads.findForUpdate(upload.id);
      const status = current && next(current.status, finding.verdict);
      if (!status) return undefined;
      const now = this.clock.now();
      await this.uploads.change(upload.id, { ...noteOf(finding), ...change, status, scannedAt: now }, now);
      await this.audit.record({
        type: EVENTS[finding.verdict],
        action: 'scan',
        status: finding.verdict === 'clean' ? 'success' : 'failure',
        ...(finding.detail !== undefined && { reason: finding.detail }),
        resource: { type: 'upload', id: upload.id },
        details: { verdict: finding.verdict, scanner: finding.scanner, sha256: upload.sha256 },
      });
      return status;
    });
  }

  private async digestOf(key: string): Promise<string> {
    const hash = createHash('sha256');
    await pipeline(await this.files.stream(key), hash);
    return hash.digest('hex');
  }
}

function noteOf({ verdict, detail, scanner }: ScanFinding): UploadChange {
  return { verdict, verdictDetail: detail ?? null, scanner };
}
