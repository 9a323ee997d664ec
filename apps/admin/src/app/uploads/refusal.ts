import type { ProblemError } from '@gatehouse/api-client';

/** What the console says of the API's default limits before anything is sent; the API has the last word. */
export const MAX_BYTES = 10_485_760;
export const ACCEPT_ATTRIBUTE = '.jpg,.jpeg,.png,.webp,.pdf';

const EXTENSIONS = /\.(jpe?g|png|webp|pdf)$/i;

/** A reason in words, with the way out. */
export interface Refusal {
  readonly reason: string;
  readonly wayOut: string;
}

/** What can be told without sending the file. */
export function refusalBeforeSending(file: File): Refusal | undefined {
  if (file.size === 0) return emptyFile();
  if (file.size > MAX_BYTES) return tooLarge();
  return EXTENSIONS.test(file.name) ? undefined : typeNotAllowed(file.name);
}

/** Why the API refused a file; nothing of it is kept then. */
export function refusalOf(problem: ProblemError, fileName: string): Refusal {
  switch (problem.code) {
    case 'UPLOAD_TOO_LARGE':
    case 'BODY_TOO_LARGE':
      return tooLarge();
    case 'UPLOAD_EMPTY':
      return emptyFile();
    case 'UPLOAD_TYPE_NOT_ALLOWED':
    case 'UNSUPPORTED_MEDIA_TYPE':
      return typeNotAllowed(fileName);
    case 'UPLOAD_TYPE_MISMATCH':
      return {
        reason: $localize`The content is not what the name says.`,
        wayOut: $localize`Open the file, save it again in the format you want, and send that copy.`,
      };
    case 'UPLOAD_STRUCTURE_INVALID':
      return {
        reason: $localize`The file is damaged or cut off.`,
        wayOut: $localize`Get a whole copy: export or download it again.`,
      };
    case 'UPLOAD_TOO_SLOW':
      return { reason: $localize`The connection was too slow.`, wayOut: $localize`Try again on a faster connection.` };
    case 'PERMISSION_DENIED':
      return { reason: $localize`Your role may not upload files.`, wayOut: $localize`Ask an administrator.` };
    default:
      return { reason: problem.title, wayOut: problem.detail };
  }
}

function tooLarge(): Refusal {
  return {
    reason: $localize`The file is larger than 10 MB.`,
    wayOut: $localize`Reduce the image size or split the document.`,
  };
}

function emptyFile(): Refusal {
  return {
    reason: $localize`The file is empty.`,
    wayOut: $localize`Check that it was saved completely, then send it again.`,
  };
}

function typeNotAllowed(fileName: string): Refusal {
  if (/\.hei[cf]$/i.test(fileName)) {
    return { reason: $localize`This is a HEIC photo.`, wayOut: $localize`Save it as JPEG and send that.` };
  }
  return {
    reason: $localize`This file type is not supported.`,
    wayOut: $localize`Save it as JPEG, PNG, WebP or PDF.`,
  };
}
