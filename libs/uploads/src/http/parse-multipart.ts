import { GatehouseError } from '@gatehouse/contracts';
import type { Request, Response } from 'express';
import multer from 'multer';
import { decodeFileName } from '../domain/file-name.ts';
import { storageUnavailable } from '../domain/storage-unavailable.ts';
import type { MeteredBody } from './metered-body.ts';
import type { StagingEngine } from './staging-engine.ts';
import { malformed, PART_NAME, partMissing, tooLarge } from './upload-refusals.ts';

/** Text fields that a form may have beside its file: many send a description, a token or the button that was pressed. */
const MAX_FIELDS = 20;
const MAX_FIELD_BYTES = 16 * 1024;
/** Empty inputs for further files count as files, too, until it is seen that they have no name. */
const MAX_FILES = 10;

/**
 * Feeds a body through multer; resolves when all of it has been read. Rejects with the reason to refuse it.
 * @returns the names of the text fields beside the file, which nobody keeps
 */
export async function parseMultipart(
  body: MeteredBody,
  response: Response,
  engine: StagingEngine,
  maxBytes: number,
): Promise<readonly string[]> {
  const parse = multer({
    storage: engine,
    // byte for byte: a file's name is decoded by us
    defParamCharset: 'latin1',
    limits: {
      files: MAX_FILES,
      fileSize: maxBytes,
      parts: MAX_FILES + MAX_FIELDS,
      fields: MAX_FIELDS,
      fieldSize: MAX_FIELD_BYTES,
      fieldNameSize: 100,
      headerPairs: 20,
      fieldNestingDepth: 5,
      fieldArrayIndexLimit: 100,
    },
  }).single(PART_NAME);

  let failure: unknown;
  // the first failure of the body is the reason; what multer makes of it later is its consequence
  body.once('error', (error) => (failure ??= error));
  await new Promise<void>((resolve, reject) => {
    const finish = (error?: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(refusalOf(failure ?? error, engine, maxBytes));
    };
    // multer reads headers and bytes of what it is given, and nothing else of a request
    parse(body as unknown as Request, response, finish);
  });
  return Object.keys((body as Partial<Pick<Request, 'body'>>).body as object).map(decodeFileName);
}

function refusalOf(error: unknown, engine: StagingEngine, maxBytes: number): Error {
  if (error instanceof GatehouseError) return error;
  if (isFault(error)) return storageUnavailable(error);
  if (!(error instanceof multer.MulterError)) return malformed(error);
  switch (error.code) {
    case 'LIMIT_FILE_SIZE':
      return tooLarge(maxBytes);
    case 'LIMIT_FILE_COUNT':
      return tooManyFiles(error);
    case 'LIMIT_UNEXPECTED_FILE':
      return engine.hasBegun ? tooManyFiles(error) : partMissing();
    case 'LIMIT_PART_COUNT':
    case 'LIMIT_FIELD_COUNT':
    case 'LIMIT_FIELD_KEY':
    case 'LIMIT_FIELD_VALUE':
      return new GatehouseError(
        'UPLOAD_MULTIPART_INVALID',
        `Beside the file, send at most ${MAX_FIELDS} text fields with names of 100 and values of ${MAX_FIELD_BYTES} bytes; they are ignored.`,
        { cause: error },
      );
    default:
      return malformed(error);
  }
}

function tooManyFiles(cause: Error): GatehouseError {
  return new GatehouseError('UPLOAD_TOO_MANY_FILES', 'Send one file per request.', { cause });
}

/** Failures of our own, such as a full disk: not the caller's doing. */
function isFault(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
