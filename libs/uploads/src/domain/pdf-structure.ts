import type { ByteSource } from './byte-source.ts';
import { endBeforePadding } from './padding.ts';
import { broken, type Structure, wholeUntil } from './structure.ts';

/**
 * How far from the end readers look for the end-of-file marker (Adobe's implementation note 18 to PDF 1.7). Scanners and
 * printers fill the last block with zeros, others append blank lines: padding does not count.
 */
const TRAILER_BYTES = 1024;
/** Room for `startxref`, its number and the line ends before the marker. */
const STARTXREF_BYTES = 64;

/** A table, or the object of a cross-reference stream (ISO 32000-2, 7.5.4 and 7.5.8). */
const CROSS_REFERENCE = /^\s{0,8}(?:xref\s|\d{1,10} \d{1,5} obj\b)/;
const CROSS_REFERENCE_BYTES = 32;

/** Header at offset 0, `startxref` with the offset of a cross-reference, `%%EOF` close to the end (ISO 32000-2, 7.5). */
export async function inspectPdf(source: ByteSource): Promise<Structure> {
  const head = (await source.read(0, 16)).toString('latin1');
  if (!/^%PDF-[12]\.\d[\r\n \t%]/.test(head)) return broken('the PDF has no version line at its start');

  const size = await endBeforePadding(source);
  const from = Math.max(0, size - TRAILER_BYTES - STARTXREF_BYTES);
  // with room for the line end of the marker, which is padding, too
  const trailer = (await source.read(from, size - from + 2)).toString('latin1');
  const marker = trailer.lastIndexOf('%%EOF');
  if (marker === -1 || size - (from + marker) > TRAILER_BYTES) {
    return broken('the PDF has no %%EOF marker near its end');
  }
  const startxref = /startxref[\s]+(\d{1,12})[\s]+$/.exec(trailer.slice(0, marker));
  if (!startxref) return broken('the PDF has no startxref before its %%EOF marker');
  const xref = Number(startxref[1]);
  if (xref === 0 || xref >= from + startxref.index) return broken('startxref of the PDF points outside the file');
  const table = (await source.read(xref, CROSS_REFERENCE_BYTES)).toString('latin1');
  if (!CROSS_REFERENCE.test(table)) return broken('startxref of the PDF points to no cross-reference table');

  const lineEnd = /^(?:\r\n|\r|\n)/.exec(trailer.slice(marker + 5))?.[0].length ?? 0;
  return wholeUntil(from + marker + 5 + lineEnd);
}
