import { createHash } from 'node:crypto';

/** Random access to bytes that may be too many for memory. */
export interface ByteSource {
  readonly size: number;
  /** Reads up to `length` bytes at `offset`; fewer only at the end. */
  read(offset: number, length: number): Promise<Buffer>;
}

const WINDOW_BYTES = 64 * 1024;

/** Walks a source in one window of 64 KiB, so that reading byte by byte costs no call to the disk each. */
export class WindowedBytes {
  private window: Buffer = Buffer.alloc(0);
  private start = 0;

  constructor(private readonly source: ByteSource) {}

  get size(): number {
    return this.source.size;
  }

  /** `length` bytes at `offset` (at most a window), or `undefined` when the source ends before. */
  async take(offset: number, length: number): Promise<Buffer | undefined> {
    if (length > WINDOW_BYTES) throw new RangeError('longer than the window');
    if (offset < 0 || offset + length > this.source.size) return undefined;
    const bytes = await this.from(offset, length);
    return bytes.length < length ? undefined : bytes.subarray(0, length);
  }

  /** What the window holds from `offset` on: at least `least` bytes unless the source ends before. */
  async from(offset: number, least = 1): Promise<Buffer> {
    const at = offset - this.start;
    if (at < 0 || at + least > this.window.length) {
      this.window = await this.source.read(offset, WINDOW_BYTES);
      this.start = offset;
      return this.window;
    }
    return this.window.subarray(at);
  }
}

export function bytesInMemory(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/** Hex SHA-256 of the first `length` bytes. */
export async function digestOfStart(source: ByteSource, length: number): Promise<string> {
  const hash = createHash('sha256');
  for (let offset = 0; offset < length; offset += WINDOW_BYTES) {
    hash.update(await source.read(offset, Math.min(WINDOW_BYTES, length - offset)));
  }
  return hash.digest('hex');
}
