import type { ByteSource } from './byte-source.ts';

type Mark = readonly [pattern: RegExp, name: string];

/** Long enough not to occur by chance in the compressed pictures and videos that phones append. */
const ANYWHERE: readonly Mark[] = [
  [/PK\x03\x04[\x00-\x3f]\x00/, 'a ZIP archive'],
  [/PK\x05\x06\0\0\0\0/, 'a ZIP archive'],
  [/7z\xbc\xaf\x27\x1c/, 'a 7z archive'],
  [/Rar!\x1a\x07/, 'a RAR archive'],
  [/MSCF\0\0\0\0/, 'a cabinet archive'],
  [/This program cannot be run in DOS mode/, 'a Windows program'],
  [/\x7fELF[\x01\x02][\x01\x02]\x01/, 'a Linux program'],
  [/<script[\s>]/i, 'a script'],
  [/<\?php\s/i, 'a PHP script'],
  [/<html[\s>]/i, 'an HTML page'],
  [/<!doctype\s/i, 'an HTML page'],
  [/%PDF-\d/, 'a PDF document'],
];

/** Short marks: they count only where the tail begins, after padding. */
const AT_START: readonly Mark[] = [
  [/^PK[\x01-\x08]{2}/, 'a ZIP archive'],
  [/^\x1f\x8b\x08/, 'a gzip archive'],
  [/^BZh[1-9]/, 'a bzip2 archive'],
  [/^\xfd7zXZ\0/, 'an xz archive'],
  [/^MZ/, 'a Windows program'],
  [/^\x7fELF/, 'a Linux program'],
  [/^\xca\xfe\xba\xbe/, 'a Java class'],
  [/^#!/, 'a script'],
  [/^<[?!a-z]/i, 'a script or markup'],
  [/^%!/, 'a PostScript program'],
  [/^%PDF/i, 'a PDF document'],
];

/** More than the longest mark has. */
const OVERLAP_BYTES = 64;
const BLOCK_BYTES = 64 * 1024;

/**
 * Looks at what follows the end of a file for a second format. Honest phones append pictures, video and padding;
 * polyglots append archives, programs and scripts.
 * @returns what was found, in words, or `undefined`
 */
export async function foreignFormatInTail(source: ByteSource, end: number): Promise<string | undefined> {
  let begun = false;
  // blocks overlap, so that a mark across their border is seen
  for (let at = end; at < source.size; at += BLOCK_BYTES) {
    const block = (await source.read(at, BLOCK_BYTES + OVERLAP_BYTES)).toString('latin1');
    const found = ANYWHERE.find(([pattern]) => pattern.test(block));
    if (found) return found[1];
    if (begun) continue;
    const start = block.slice(0, BLOCK_BYTES).search(/[^\0\s]/);
    if (start === -1) continue;
    begun = true;
    const opening = block.slice(start, start + OVERLAP_BYTES);
    const first = AT_START.find(([pattern]) => pattern.test(opening));
    if (first) return first[1];
  }
  return undefined;
}
