import { Transform, type TransformCallback } from 'node:stream';
import type { IncomingHttpHeaders } from 'node:http';
import { GatehouseError } from '@gatehouse/contracts';
import { tooLarge } from './upload-refusals.ts';

export interface BodyLimits {
  /** Of the file; what is around it in the body has room of its own. */
  readonly maxBytes: number;
  readonly idleMs: number;
  readonly minBytesPerSecond: number;
}

/** Room for the boundary lines and the headers of the part around the file. */
export const ENVELOPE_BYTES = 16 * 1024;

/**
 * The body of a request on its way to the parser, counted and timed: whatever `Content-Length` said or did not say,
 * it fails once too much has come, when nothing comes, or when it comes too slowly.
 */
export class MeteredBody extends Transform {
  private bytes = 0;
  private readonly startedAt = performance.now();
  private lastChunkAt = this.startedAt;
  private readonly watch: NodeJS.Timeout;

  constructor(
    /** The parser reads the boundary from here. */
    readonly headers: IncomingHttpHeaders,
    private readonly limits: BodyLimits,
  ) {
    super();
    this.watch = setInterval(() => this.checkPace(), Math.min(1000, limits.idleMs / 4)).unref();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    this.lastChunkAt = performance.now();
    const { maxBytes } = this.limits;
    if (this.bytes > maxBytes + ENVELOPE_BYTES) done(tooLarge(maxBytes));
    else done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    clearInterval(this.watch);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearInterval(this.watch);
    done(error);
  }

  private checkPace(): void {
    const now = performance.now();
    // a full buffer means that we are the slow ones
    if (this.writableNeedDrain || this.readableLength >= this.readableHighWaterMark) {
      this.lastChunkAt = now;
      return;
    }
    const seconds = (now - this.startedAt) / 1000;
    const idle = now - this.lastChunkAt > this.limits.idleMs;
    const slow = now - this.startedAt > this.limits.idleMs && this.bytes / seconds < this.limits.minBytesPerSecond;
    if (idle || slow) {
      this.destroy(new GatehouseError('UPLOAD_TOO_SLOW', 'The upload was too slow. Try again on a faster connection.'));
    }
  }
}
