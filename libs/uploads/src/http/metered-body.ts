import { Transform, type TransformCallback } from 'node:stream';
import type { IncomingHttpHeaders } from 'node:http';
import { GatehouseError } from '@gatehouse/contracts';

export interface BodyLimits {
  readonly maxBytes: number;
  readonly idleMs: number;
  readonly minBytesPerSecond: number;
}

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
    private readonly tooLarge: () => GatehouseError,
  ) {
    super();
    this.watch = setInterval(() => this.checkPace(), Math.min(1000, limits.idleMs / 4)).unref();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    this.lastChunkAt = performance.now();
    if (this.bytes > this.limits.maxBytes) done(this.tooLarge());
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
      this.destroy(
        new GatehouseError('UPLOAD_TOO_SLOW', 'The file came too slowly. Try again on a better connection.'),
      );
    }
  }
}
