import type { WindowedBytes } from './byte-source.ts';
import { broken, MAX_PARTS, type Structure, wholeUntil } from './structure.ts';

const RIFF_HEADER = 8;
const FIRST_CHUNKS = ['VP8 ', 'VP8L', 'VP8X'];
const PICTURE_CHUNKS = ['VP8 ', 'VP8L', 'ANMF'];

/** The RIFF length says where the picture ends; the chunks must fill it exactly (RFC 9649, section 2). */
export async function inspectWebp(bytes: WindowedBytes): Promise<Structure> {
  const header = await bytes.take(0, RIFF_HEADER + 4);
  if (!header) return broken('the WebP ends inside its header');
  const length = header.readUInt32LE(4);
  const end = RIFF_HEADER + length;
  if (length % 2 === 1) return broken('the RIFF length of the WebP is odd');
  if (end > bytes.size) return broken('the WebP is shorter than its RIFF length');

  let at = RIFF_HEADER + 4;
  let hasPicture = false;
  for (let index = 0; at < end; index += 1) {
    if (index === MAX_PARTS) return broken('the WebP has too many chunks');
    const chunk = await bytes.take(at, 8);
    if (!chunk) return broken('the WebP ends inside a chunk');
    const type = chunk.toString('latin1', 0, 4);
    if (index === 0 && !FIRST_CHUNKS.includes(type)) return broken('the WebP does not begin with a picture chunk');
    if (PICTURE_CHUNKS.includes(type)) hasPicture = true;
    const size = chunk.readUInt32LE(4);
    at += 8 + size + (size % 2);
    if (at > end) return broken('a chunk of the WebP is longer than its RIFF length');
  }
  return hasPicture ? wholeUntil(end) : broken('the WebP holds no picture');
}
