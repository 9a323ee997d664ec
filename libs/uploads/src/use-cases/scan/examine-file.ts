import { Injectable } from '@nestjs/common';
import { FileStore, type OpenFile } from '../../domain/file-store.ts';
import { inspectStructure } from '../../domain/inspect-structure.ts';
import { type MalwareScanner, MalwareScanners, type ScannableFile } from '../../domain/malware-scanner.ts';
import { UploadMetrics } from '../../domain/upload-metrics.ts';
import type { Upload } from '../../domain/upload.ts';
import { type ScanFinding, worstFinding } from '../../domain/verdict.ts';

export interface Examination {
  readonly finding: ScanFinding;
  /** Where the format ends: what may be served of a clean file. */
  readonly end: number;
}

/** Shows a file to every scanner; the worst finding counts. */
@Injectable()
export class ExamineFile {
  constructor(
    private readonly files: FileStore,
    private readonly scanners: MalwareScanners,
    private readonly metrics: UploadMetrics,
  ) {}

  /** @throws when a scanner could not finish, unless another has found the file infected: nothing can be worse */
  async execute(upload: Upload): Promise<Examination> {
    if (upload.storageKey === null) throw new Error('the upload has no file to look at');
    const file = await this.files.open(upload.storageKey);
    try {
      if (file.size !== upload.size) throw new Error('the stored file has another size than was received');
      return await this.examine(upload, file);
    } finally {
      await file.close();
    }
  }

  private async examine(upload: Upload, file: OpenFile): Promise<Examination> {
    const scannable: ScannableFile = {
      path: file.path,
      size: file.size,
      mimeType: upload.mimeType,
      read: (offset, length) => file.read(offset, length),
    };
    const looks = await Promise.allSettled(this.scanners.all.map((scanner) => this.ask(scanner, scannable)));
    const finding = worstFinding(looks.flatMap((look) => (look.status === 'fulfilled' ? [look.value] : [])));
    const failure = looks.find((look) => look.status === 'rejected');
    if (failure && finding.verdict !== 'infected') throw failure.reason;

    const structure = await inspectStructure(upload.mimeType, scannable);
    return { finding, end: structure.whole ? structure.end : 0 };
  }

  private async ask(scanner: MalwareScanner, file: ScannableFile): Promise<ScanFinding> {
    const stop = this.metrics.startScan(scanner.name);
    try {
      return await scanner.scan(file);
    } finally {
      stop();
    }
  }
}
