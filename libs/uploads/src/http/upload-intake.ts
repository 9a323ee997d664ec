import { GatehouseError } from '@gatehouse/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { FileStore } from '../domain/file-store.ts';
import type { ReceivedFile } from '../domain/received-file.ts';
import { UploadMetrics } from '../domain/upload-metrics.ts';
import { type UploadsConfig, uploadsConfig } from '../uploads.config.ts';
import { FairSemaphore, QueueFull } from './fair-semaphore.ts';
import { MeteredBody } from './metered-body.ts';
import { malformed, parseMultipart, partMissing } from './parse-multipart.ts';
import { StagingEngine } from './staging-engine.ts';

/** Room for the boundary lines and the headers of the part around the file. */
const ENVELOPE_BYTES = 16 * 1024;
const RETRY_AFTER_SECONDS = 5;

/** Receives one file per request, a bounded number at once, and leaves nothing behind of those that are refused. */
@Injectable()
export class UploadIntake {
  private readonly turns: FairSemaphore;

  constructor(
    private readonly files: FileStore,
    private readonly metrics: UploadMetrics,
    @Inject(uploadsConfig.token) private readonly config: UploadsConfig,
  ) {
    this.turns = new FairSemaphore(config.concurrency, config.queueLength);
  }

  /**
   * Hands the received file to `work`; what `work` does not keep is removed when it ends.
   * @throws UPLOAD_TOO_LARGE, UPLOAD_MULTIPART_INVALID, UPLOAD_PART_MISSING, UPLOAD_TOO_MANY_FILES, UPLOAD_TOO_SLOW,
   *   UPLOAD_TYPE_NOT_ALLOWED, UPLOAD_TYPE_MISMATCH, OVERLOADED
   */
  async run<T>(request: Request, response: Response, work: (file: ReceivedFile) => Promise<T>): Promise<T> {
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > this.config.maxBytes + ENVELOPE_BYTES) throw this.tooLarge();
    if (!request.is('multipart/form-data')) throw malformed();

    const gone = new AbortController();
    // `close` comes to whole requests, too
    const leave = () => !request.complete && gone.abort(malformed(new Error('the client has gone')));
    request.once('close', leave);
    const leaveTurn = await this.waitForTurn(gone.signal);
    const endIntake = this.metrics.startIntake();
    try {
      return await this.receive(request, response, work, gone.signal);
    } finally {
      request.off('close', leave);
      endIntake();
      leaveTurn();
    }
  }

  private async waitForTurn(signal: AbortSignal): Promise<() => void> {
    try {
      return await this.turns.acquire(signal);
    } catch (error) {
      if (!(error instanceof QueueFull)) throw error;
      throw new GatehouseError('OVERLOADED', 'Too many files are coming in at the moment. Try again shortly.', {
        retryAfter: RETRY_AFTER_SECONDS,
      });
    }
  }

  private async receive<T>(
    request: Request,
    response: Response,
    work: (file: ReceivedFile) => Promise<T>,
    gone: AbortSignal,
  ): Promise<T> {
    const tooLarge = () => this.tooLarge();
    const body = new MeteredBody(
      request.headers,
      {
        maxBytes: this.config.maxBytes + ENVELOPE_BYTES,
        idleMs: this.config.idleTimeout * 1000,
        minBytesPerSecond: this.config.minBytesPerSecond,
      },
      tooLarge,
    );
    const cut = () => body.destroy(gone.reason as Error);
    gone.addEventListener('abort', cut, { once: true });
    const engine = new StagingEngine(this.files, this.config.maxBytes, tooLarge, (error) => body.destroy(error));
    try {
      request.pipe(body);
      await parseMultipart(body, response, engine, { maxBytes: this.config.maxBytes, tooLarge });
      if (!engine.received) throw partMissing();
      return await work(engine.received);
    } finally {
      gone.removeEventListener('abort', cut);
      // what still comes of a refused body is read away by whoever answers
      request.unpipe(body);
      body.destroy();
      await engine.discard();
    }
  }

  private tooLarge(): GatehouseError {
    const limit = this.config.maxBytes;
    const size = limit % 1_048_576 === 0 ? `${limit / 1_048_576} MiB` : `${limit} bytes`;
    return new GatehouseError('UPLOAD_TOO_LARGE', `A file may have at most ${size}. Send a smaller one.`);
  }
}
