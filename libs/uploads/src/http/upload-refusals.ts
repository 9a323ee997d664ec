import { GatehouseError } from '@gatehouse/contracts';

/** The one part of the body. */
export const PART_NAME = 'file';

/** @param limit bytes that a file may have */
export function tooLarge(limit: number): GatehouseError {
  const size = limit % 1_048_576 === 0 ? `${limit / 1_048_576} MiB` : `${limit} bytes`;
  return new GatehouseError('UPLOAD_TOO_LARGE', `Files are limited to ${size}. Send a smaller one.`);
}

export function partMissing(): GatehouseError {
  return new GatehouseError('UPLOAD_PART_MISSING', `Send the file in the part named "${PART_NAME}", with a file name.`);
}

export function malformed(cause?: unknown): GatehouseError {
  return new GatehouseError(
    'UPLOAD_MULTIPART_INVALID',
    `Send a complete multipart/form-data body with the part "${PART_NAME}".`,
    { cause },
  );
}
