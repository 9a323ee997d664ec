import { type ProblemError, UPLOAD_TYPES } from '@gatehouse/api-client';

/** What the dialog of the browser offers; it may be overruled there, and the API has the last word. */
export const ACCEPT_ATTRIBUTE = UPLOAD_TYPES.join();

/** A reason in words, with the way out. */
export interface Refusal {
  readonly reason: string;
  readonly wayOut: string;
}

/** The most that a file may have, in bytes and in words. */
export interface SizeLimit {
  readonly bytes: number;
  readonly words: string;
}

/** What can be told without sending the file. Of what type it is, the API finds out by its first bytes. */
export function refusalBeforeSending(file: File, limit: SizeLimit | undefined): Refusal | undefined {
  if (file.size === 0) return emptyFile();
  return limit !== undefined && file.size > limit.bytes ? tooLarge(limit) : undefined;
}

/** Why the API refused a file; nothing of it is kept then. */
export function refusalOf(problem: ProblemError, fileName: string, limit: SizeLimit | undefined): Refusal {
  switch (problem.code) {
    case 'UPLOAD_TOO_LARGE':
    case 'BODY_TOO_LARGE':
      return limit === undefined ? inItsWords(problem) : tooLarge(limit);
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
        reason: $localize`The file is damaged or incomplete.`,
        wayOut: $localize`Get a complete copy: export or download it again.`,
      };
    case 'UPLOAD_TOO_SLOW':
      return { reason: $localize`The connection was too slow.`, wayOut: $localize`Try again on a faster connection.` };
    case 'PERMISSION_DENIED':
      return { reason: $localize`Your role may not upload files.`, wayOut: $localize`Ask an administrator.` };
    default:
      return inItsWords(problem);
  }
}

function inItsWords({ title, detail }: ProblemError): Refusal {
  return { reason: title, wayOut: detail };
}

function tooLarge({ words }: SizeLimit): Refusal {
  return {
    reason: $localize`The file is larger than ${words}:SIZE:.`,
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
