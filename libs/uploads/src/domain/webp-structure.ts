import type { WindowedBytes } from './byte-source.ts';
import { broken, MAX_PARTS, type Structure, wholeUntil } from './structure.ts';

const RIFF_HEADER = 8;
const FIRST_CHUNKS = ['VP8 ', 'VP8L', 'VP8X'];
const PICTURE_CHUNKS = ['VP8 ', 'VP8L', 'ANMF'];

/**
 * The RIFF length says where the picture ends; the chunks must fill it (RFC 9649, section 2). Some encoders forget the
 * byte that makes the last chunk even, which no reader minds.
 */
export async function inspectWebp(bytes: WindowedBytes): Promise<Structure> {
  const header = await bytes.take(0, RIFF_HEADER + 4);
  if (!header) return broken('the WebP ends inside its header');
  const length = header.readUInt32LE(4);
  const end = RIFF_HEADER + length;
  if (end > bytes.size) return broken('the WebP is shorter than its RIFF length');

  let at = RIFF_HEADER + 4;
  let hasPicture = false;
  let pixels: number | undefined;
  for (let index = 0; at < end; index += 1) {
    if (index === MAX_PARTS) return broken('the WebP has too many chunks');
    const chunk = await bytes.take(at, 8);
    if (!chunk) return broken('the WebP ends inside a chunk');
    const type = chunk.toString('latin1', 0, 4);
    if (index === 0 && !FIRST_CHUNKS.includes(type)) return broken('the WebP does not begin with a picture chunk');
    if (PICTURE_CHUNKS.includes(type)) hasPicture = true;
    if (index === 0) pixels = pixelsOf(type, (await bytes.take(at + 8, 10)) ?? Buffer.alloc(10));
    const size = chunk.readUInt32LE(4);
    at += 8 + size;
    if (at > end) return broken('a chunk of the WebP is longer than its RIFF length');
    at += size % 2;
  }
  return hasPicture ? wholeUntil(end, pixels) : broken('the WebP holds no picture');
}

/** From the first ten bytes of the first chunk's data: the canvas, or the only picture (RFC 9649, 2.5 to 2.7; RFC 6386, 9.1). */
function pixelsOf(type: string, data: Buffer): number {
  switch (type) {
    case 'VP8X':
      return (data.readUIntLE(4, 3) + 1) * (data.readUIntLE(7, 3) + 1);
    case 'VP8L': {
      const sizes = data.readUInt32LE(1);
      return ((sizes & 0x3fff) + 1) * (((sizes >> 14) & 0x3fff) + 1);
    }
    default:
      return (data.readUInt16LE(6) & 0x3fff) * (data.readUInt16LE(8) & 0x3fff);
  }
}
