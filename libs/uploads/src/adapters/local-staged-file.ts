import { type FileHandle, rm } from 'node:fs/promises';
import { type ByteSource, bytesInMemory } from '../domain/byte-source.ts';
import type { StagedFile } from '../domain/file-store.ts';

/**
 * So much is gathered before it goes to the disk: a call for each packet costs more than its bytes. A file that is no
 * longer than this is inspected from memory.
 */
export const GATHERED_BYTES = 256 * 1024;

/** A file below `staging`, open from its first byte until it is kept or discarded. */
export class LocalStagedFile implements StagedFile {
  private gathered: Buffer[] = [];
  private gatheredBytes = 0;
  private writtenBytes = 0;
  /** The whole file, as long as one write was enough for it. */
  private small: Buffer | undefined;
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
    this.gathered.push(chunk);
    this.gatheredBytes += chunk.length;
    if (this.gatheredBytes >= GATHERED_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.gatheredBytes === 0) return;
    const bytes = Buffer.concat(this.gathered, this.gatheredBytes);
    this.small = this.writtenBytes === 0 ? bytes : undefined;
    this.gathered = [];
    this.gatheredBytes = 0;
    for (let written = 0; written < bytes.length;) {
      const { bytesWritten } = await this.handle.write(bytes, written, bytes.length - written, this.writtenBytes);
      written += bytesWritten;
      this.writtenBytes += bytesWritten;
    }
  }

  source(): ByteSource {
    const size = this.writtenBytes + this.gatheredBytes;
    if (this.small?.length === size) return bytesInMemory(this.small);
    return {
      size,
      read: async (offset, length) => {
        await this.flush();
        return readFrom(this.handle, offset, Math.min(length, size - offset));
      },
    };
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
    this.syncing ??= this.flush().then(() => this.handle.sync());
    return this.syncing;
  }

  private close(): Promise<void> {
    this.closing ??= this.handle.close();
    return this.closing;
  }
}

/** Reads until the bytes asked for are there or the file ends; one call may give fewer. */
export async function readFrom(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.max(0, length));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
