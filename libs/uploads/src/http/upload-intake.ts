import { GatehouseError } from '@gatehouse/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { FileStore } from '../domain/file-store.ts';
import type { ReceivedFile } from '../domain/received-file.ts';
import { UploadMetrics } from '../domain/upload-metrics.ts';
import { type UploadsConfig, uploadsConfig } from '../uploads.config.ts';
import { FairSemaphore, QueueFull } from './fair-semaphore.ts';
import { ENVELOPE_BYTES, MeteredBody } from './metered-body.ts';
import { multipartBoundary } from './multipart-boundary.ts';
import { parseMultipart } from './parse-multipart.ts';
import { StagingEngine } from './staging-engine.ts';
import { malformed, partMissing, tooLarge } from './upload-refusals.ts';

const RETRY_AFTER_SECONDS = 5;
/**
 * Files whose last byte has come, and that are checked, synced and registered: mostly waiting for the disk and the
 * database. Each holds no more than its first 256 KiB in memory.
 */
const FINISHING_AT_ONCE = 64;

/** A file in staging, and the place of its request. Both end when it is disposed of; what was kept until then stays. */
export interface IncomingFile extends AsyncDisposable {
  readonly file: ReceivedFile;
  /** Names of text fields that came with it. Nothing of them is kept. */
  readonly ignoredFields: readonly string[];
}

/** Receives one file per request, a bounded number at once, and leaves nothing behind of those that are refused. */
@Injectable()
export class UploadIntake {
  private readonly turns: FairSemaphore;
  private readonly finishing: FairSemaphore;

  constructor(
    private readonly files: FileStore,
    private readonly metrics: UploadMetrics,
    @Inject(uploadsConfig.token) private readonly config: UploadsConfig,
  ) {
    this.turns = new FairSemaphore(config.concurrency, config.queueLength);
    this.finishing = new FairSemaphore(FINISHING_AT_ONCE, config.concurrency);
  }

  /**
   * Resolves when the last byte has come; dispose of what it gives (`await using`) once the request is answered.
   * @throws UPLOAD_TOO_LARGE, UPLOAD_MULTIPART_INVALID, UPLOAD_PART_MISSING, UPLOAD_TOO_MANY_FILES, UPLOAD_TOO_SLOW,
   *   UPLOAD_TYPE_NOT_ALLOWED, UPLOAD_TYPE_MISMATCH, OVERLOADED
   */
  async receive(request: Request, response: Response): Promise<IncomingFile> {
    const { maxBytes, idleTimeout, minBytesPerSecond } = this.config;
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > maxBytes + ENVELOPE_BYTES) throw tooLarge(maxBytes);
    const boundary = multipartBoundary(request.headers['content-type']);
    if (boundary === undefined) throw malformed();

    await using cleanup = new AsyncDisposableStack();
    const gone = new AbortController();
    // `close` comes to whole requests, too
    const leave = () => !request.complete && gone.abort(malformed(new Error('the client disconnected')));
    request.once('close', leave);
    cleanup.defer(() => void request.off('close', leave));
    const endTurn = await this.waitForTurn(gone.signal);
    cleanup.defer(endTurn);
    cleanup.defer(this.metrics.startIntake());

    const headers = { ...request.headers, 'content-type': `multipart/form-data; boundary="${boundary}"` };
    const body = new MeteredBody(headers, { maxBytes, idleMs: idleTimeout * 1000, minBytesPerSecond });
    gone.signal.addEventListener('abort', () => body.destroy(gone.signal.reason as Error), { once: true });
    const engine = new StagingEngine(this.files, maxBytes, body);
    cleanup.defer(() => engine.discard());
    // what still comes of a refused body is read away by whoever answers
    cleanup.defer(() => {
      request.unpipe(body);
      body.destroy();
    });
    request.pipe(body);
    const ignoredFields = await parseMultipart(body, response, engine, maxBytes);
    if (!engine.received) throw partMissing();
    // the turn is for receiving: while this file waits for the disk, the next one may come
    cleanup.defer(await this.finishing.acquire(gone.signal));
    endTurn();
    const later = cleanup.move();
    return { file: engine.received, ignoredFields, [Symbol.asyncDispose]: () => later.disposeAsync() };
  }

  private async waitForTurn(signal: AbortSignal): Promise<() => void> {
    try {
      return await this.turns.acquire(signal);
    } catch (error) {
      if (!(error instanceof QueueFull)) throw error;
      throw new GatehouseError('OVERLOADED', 'Too many uploads are in progress. Try again shortly.', {
        retryAfter: RETRY_AFTER_SECONDS,
      });
    }
  }
}
