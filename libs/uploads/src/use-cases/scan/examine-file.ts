import { Injectable } from '@nestjs/common';
import { type ByteSource, bytesInMemory, digestOfStart } from '../../domain/byte-source.ts';
import { FileStore, type OpenFile } from '../../domain/file-store.ts';
import { inspectStructure } from '../../domain/inspect-structure.ts';
import { type MalwareScanner, MalwareScanners, type ScannableFile } from '../../domain/malware-scanner.ts';
import type { ScanOutcome, ServedPart } from '../../domain/settlement.ts';
import { UploadMetrics } from '../../domain/upload-metrics.ts';
import type { Upload } from '../../domain/upload.ts';
import { type ScanFinding, worstFinding } from '../../domain/verdict.ts';

/** Files up to this size are read at once; a job of a worker looks at a few of them at a time. */
const READ_AT_ONCE_BYTES = 1024 * 1024;

/** Shows a file to every scanner; the worst finding counts. */
@Injectable()
export class ExamineFile {
  constructor(
    private readonly files: FileStore,
    private readonly scanners: MalwareScanners,
    private readonly metrics: UploadMetrics,
  ) {}

  /** @throws when a scanner could not finish, unless another has found the file infected: nothing can be worse */
  async execute(upload: Upload): Promise<ScanOutcome> {
    if (upload.storageKey === null) throw new Error('the upload has no file to scan');
    const file = await this.files.open(upload.storageKey);
    try {
      if (file.size !== upload.size) throw new Error('the stored file differs in size from what was received');
      return await this.examine(upload, file);
    } finally {
      await file.close();
    }
  }

  private async examine(upload: Upload, file: OpenFile): Promise<ScanOutcome> {
    const source: ByteSource = file.size > READ_AT_ONCE_BYTES ? file : bytesInMemory(await file.read(0, file.size));
    const scannable: ScannableFile = {
      path: file.path,
      size: file.size,
      mimeType: upload.mimeType,
      structure: await inspectStructure(upload.mimeType, source),
      read: (offset, length) => source.read(offset, length),
    };
    const looks = await Promise.allSettled(this.scanners.all.map((scanner) => this.ask(scanner, scannable)));
    const finding = worstFinding(looks.flatMap((look) => (look.status === 'fulfilled' ? [look.value] : [])));
    const failure = looks.find((look) => look.status === 'rejected');
    if (failure && finding.verdict !== 'infected') throw failure.reason;

    const { verdict } = finding;
    return verdict === 'clean'
      ? { event: verdict, finding, served: await this.servedPart(upload, scannable) }
      : { event: verdict, finding };
  }

  /** Nothing behind the end of the format is ever served. */
  private async servedPart(upload: Upload, file: ScannableFile): Promise<ServedPart> {
    const { structure } = file;
    if (!structure.whole) throw new Error('the stored file is malformed although it was intact on arrival');
    const { end } = structure;
    return { size: end, sha256: end === upload.size ? upload.sha256 : await digestOfStart(file, end) };
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
