import { GatehouseError } from '@gatehouse/contracts';
import type { Request, Response } from 'express';
import multer from 'multer';
import { storageUnavailable } from '../domain/storage-unavailable.ts';
import type { MeteredBody } from './metered-body.ts';
import type { StagingEngine } from './staging-engine.ts';
import { malformed, PART_NAME, partMissing, tooLarge } from './upload-refusals.ts';

/** Feeds a body through multer; resolves when all of it has been read. Rejects with the reason to refuse it. */
export async function parseMultipart(
  body: MeteredBody,
  response: Response,
  engine: StagingEngine,
  maxBytes: number,
): Promise<void> {
  const parse = multer({
    storage: engine,
    // names are UTF-8, as browsers send them
    defParamCharset: 'utf8',
    limits: {
      files: 1,
      fileSize: maxBytes,
      // one more than is allowed, so that a second file is named for what it is
      parts: 2,
      fields: 0,
      fieldSize: 0,
      fieldNameSize: 100,
      headerPairs: 20,
      fieldNestingDepth: 0,
      fieldArrayIndexLimit: 0,
    },
  }).single(PART_NAME);

  let failure: unknown;
  // the first failure of the body is the reason; what multer makes of it later is its consequence
  body.once('error', (error) => (failure ??= error));
  await new Promise<void>((resolve, reject) => {
    const finish = (error?: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(refusalOf(failure ?? error, maxBytes));
    };
    // multer reads headers and bytes of what it is given, and nothing else of a request
    parse(body as unknown as Request, response, finish);
  });
}

function refusalOf(error: unknown, maxBytes: number): Error {
  if (error instanceof GatehouseError) return error;
  if (isFault(error)) return storageUnavailable(error);
  if (!(error instanceof multer.MulterError)) return malformed(error);
  switch (error.code) {
    case 'LIMIT_FILE_SIZE':
      return tooLarge(maxBytes);
    case 'LIMIT_FILE_COUNT':
    case 'LIMIT_PART_COUNT':
      return new GatehouseError('UPLOAD_TOO_MANY_FILES', 'Send one file per request.', { cause: error });
    case 'LIMIT_UNEXPECTED_FILE':
      return partMissing();
    default:
      return malformed(error);
  }
}

/** Failures of our own, such as a full disk: not the caller's doing. */
function isFault(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
