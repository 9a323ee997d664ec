import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Request } from 'express';
import type { StorageEngine } from 'multer';
import { cleanFileName, decodeFileName, extensionOf } from '../domain/file-name.ts';
import { agreeOnType, SIGNATURE_BYTES } from '../domain/file-signature.ts';
import type { FileStore, StagedFile } from '../domain/file-store.ts';
import type { ReceivedFile } from '../domain/received-file.ts';
import { refusalOfType } from '../domain/type-refusal.ts';
import { SNIFFED_BYTES } from '../domain/type-sniffer.ts';
import { tooLarge } from './upload-refusals.ts';

type Incoming = Pick<Express.Multer.File, 'originalname' | 'mimetype'> & { readonly stream: Readable };

/** Takes the one file of one request into staging: counts, hashes and sniffs it as it comes. */
export class StagingEngine implements StorageEngine {
  received: ReceivedFile | undefined;
  private staged: StagedFile | undefined;
  private work: Promise<void> = Promise.resolve();
  private begun = false;

  constructor(
    private readonly files: FileStore,
    private readonly maxBytes: number,
    /** Fails at once when the file is refused, so that nobody waits for the rest of it. */
    private readonly body: Readable,
  ) {}

  /** Whether a file came under the right name, however it ended. */
  get hasBegun(): boolean {
    return this.begun;
  }

  _handleFile(_request: Request, file: Express.Multer.File, done: (error?: unknown) => void): void {
    this.begun = true;
    this.work = this.receive(file).then(
      () => done(null),
      (error: unknown) => {
        this.body.destroy(error instanceof Error ? error : new Error('the file could not be received'));
        done(error);
      },
    );
  }

  _removeFile(_request: Request, _file: Express.Multer.File, done: (error: Error | null) => void): void {
    // the intake discards, once and for every way in which a request can end
    done(null);
  }

  /** Waits until no more is written, then removes what was; harmless after the file was kept. */
  async discard(): Promise<void> {
    await this.work;
    await this.staged?.discard();
  }

  private async receive(file: Incoming): Promise<void> {
    const originalName = cleanFileName(decodeFileName(file.originalname));
    const hash = createHash('sha256');
    const head: Buffer[] = [];
    let headBytes = 0;
    let size = 0;
    let agreed = false;
    const staged = (this.staged = await this.files.stage());
    for await (const chunk of file.stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > this.maxBytes) throw tooLarge(this.maxBytes);
      if (headBytes < SNIFFED_BYTES) {
        head.push(chunk.subarray(0, SNIFFED_BYTES - headBytes));
        headBytes += chunk.length;
      }
      if (!agreed && headBytes >= SIGNATURE_BYTES) {
        // refused at the first bytes, not after the last
        const agreement = agreeOnType({
          declared: file.mimetype,
          extension: extensionOf(originalName),
          head: Buffer.concat(head),
        });
        if (agreement.outcome !== 'agreed') throw refusalOfType(agreement);
        agreed = true;
      }
      hash.update(chunk);
      await staged.write(chunk);
    }
    await staged.flush();
    this.received = {
      staged,
      size,
      sha256: hash.digest('hex'),
      head: Buffer.concat(head),
      declaredType: file.mimetype,
      originalName,
    };
  }
}
