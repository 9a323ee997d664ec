import type { ByteSource } from './byte-source.ts';

const BLOCK_BYTES = 64 * 1024;

/** White space of a PDF (ISO 32000-2, 7.2.3), of which zero is a part; in no format does it say anything behind the end. */
const PADDING = new Set([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]);

/** The size of a source without the zeros and blanks at its end, but not less than `least`. */
export async function endBeforePadding(source: ByteSource, least = 0): Promise<number> {
  let end = source.size;
  while (end > least) {
    const from = Math.max(least, end - BLOCK_BYTES);
    const block = await source.read(from, end - from);
    const last = block.findLastIndex((byte) => !PADDING.has(byte));
    if (last !== -1) return from + last + 1;
    end = from;
  }
  return least;
}
