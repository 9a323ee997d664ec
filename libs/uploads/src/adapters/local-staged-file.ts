import { type FileHandle, rm } from 'node:fs/promises';
import type { ByteSource } from '../domain/byte-source.ts';
import type { StagedFile } from '../domain/file-store.ts';

/** A file below `staging`, open from its first byte until it is kept or discarded. */
export class LocalStagedFile implements StagedFile {
  private size = 0;
  private kept = false;
  private syncing: Promise<void> | undefined;
  private closing: Promise<void> | undefined;

  constructor(
    readonly path: string,
    private readonly handle: FileHandle,
  ) {}

  async write(chunk: Buffer): Promise<void> {
    // a sync that has begun knows nothing of what comes now
    this.syncing = undefined;
    for (let written = 0; written < chunk.length;) {
      const { bytesWritten } = await this.handle.write(chunk, written, chunk.length - written, this.size);
      written += bytesWritten;
      this.size += bytesWritten;
    }
  }

  source(): ByteSource {
    return { size: this.size, read: (offset, length) => readFrom(this.handle, offset, length) };
  }

  beginSync(): void {
    void this.sync().catch(() => undefined);
  }

  /** Makes the content durable and ends its time in staging. */
  async settle(): Promise<void> {
    await this.sync();
    await this.close();
    this.kept = true;
  }

  async discard(): Promise<void> {
    await this.close();
    if (!this.kept) await rm(this.path, { force: true });
  }

  private sync(): Promise<void> {
    this.syncing ??= this.handle.sync();
    return this.syncing;
  }

  private close(): Promise<void> {
    this.closing ??= this.handle.close();
    return this.closing;
  }
}

/** Reads until the bytes asked for are there or the file ends; one call may give fewer. */
export async function readFrom(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
