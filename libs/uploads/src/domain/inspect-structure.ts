import { type ByteSource, WindowedBytes } from './byte-source.ts';
import type { FileType } from './file-signature.ts';
import { inspectJpeg } from './jpeg-structure.ts';
import { inspectPdf } from './pdf-structure.ts';
import { inspectPng } from './png-structure.ts';
import type { Structure } from './structure.ts';
import { inspectWebp } from './webp-structure.ts';

/** Walks a file by the rules of its format, in bounded memory. */
export function inspectStructure(type: FileType, source: ByteSource): Promise<Structure> {
  switch (type) {
    case 'image/jpeg':
      return inspectJpeg(new WindowedBytes(source));
    case 'image/png':
      return inspectPng(new WindowedBytes(source));
    case 'image/webp':
      return inspectWebp(new WindowedBytes(source));
    case 'application/pdf':
      return inspectPdf(source);
  }
}
