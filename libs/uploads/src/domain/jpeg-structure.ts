import type { WindowedBytes } from './byte-source.ts';
import { broken, MAX_PARTS, type Structure, wholeUntil } from './structure.ts';

// ITU-T T.81, table B.1
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const TEM = 0x01;

/**
 * Bytes between segments, which belong to nothing. Cameras leave a few, and decoders skip them (libjpeg calls them
 * extraneous); more of them than this is another file.
 */
const MAX_STRAY_BYTES = 64 * 1024;

const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7;
const isFrameHeader = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Walks the segments up to the end-of-image marker of the first image; a second picture behind it is tail. */
export async function inspectJpeg(bytes: WindowedBytes): Promise<Structure> {
  let at = 2;
  let hasFrame = false;
  let hasScan = false;
  let stray = 0;
  let pixels = 0;
  for (let parts = 0; parts < MAX_PARTS; parts += 1) {
    const found = await markerAt(bytes, at);
    if (!found) return broken('the JPEG ends before its end-of-image marker');
    const { marker } = found;
    stray += found.stray;
    if (stray > MAX_STRAY_BYTES) return broken('the JPEG has data where a segment should begin');
    at = found.after;
    if (marker === EOI) {
      return hasFrame && hasScan ? wholeUntil(at, pixels || undefined) : broken('the JPEG holds no picture');
    }
    if (marker === SOI) return broken('the JPEG begins a second time inside itself');
    if (marker === TEM || isRestart(marker)) continue;

    const length = (await bytes.take(at, 2))?.readUInt16BE(0);
    if (length === undefined || length < 2 || at + length > bytes.size) {
      return broken('a segment of the JPEG is longer than the file');
    }
    if (isFrameHeader(marker)) {
      hasFrame = true;
      // precision, height, width (T.81, B.2.2); a height of 0 is told after the first scan
      const size = length < 8 ? undefined : await bytes.take(at + 3, 4);
      if (size) pixels = Math.max(pixels, size.readUInt16BE(0) * size.readUInt16BE(2));
    }
    at += length;
    if (marker !== SOS) continue;
    hasScan = true;
    const end = await endOfEntropyData(bytes, at);
    if (end === undefined) return broken('the JPEG ends before its end-of-image marker');
    at = end;
  }
  return broken('the JPEG has too many segments');
}

/** The next marker from `at` on: 0xFF, any number of which may fill the space before it, and no zero (T.81, B.1.1.2). */
async function markerAt(
  bytes: WindowedBytes,
  at: number,
): Promise<{ marker: number; after: number; stray: number } | undefined> {
  let stray = 0;
  let filled = false;
  for (let position = at; ;) {
    const window = await bytes.from(position);
    if (window.length === 0) return undefined;
    for (const [offset, byte] of window.entries()) {
      if (byte === 0xff) {
        filled = true;
      } else if (filled && byte !== 0) {
        return { marker: byte, after: position + offset + 1, stray };
      } else {
        // 0xFF with a zero behind it is no marker but two stray bytes
        stray += filled ? 2 : 1;
        filled = false;
      }
    }
    if (stray > MAX_STRAY_BYTES) return { marker: 0, after: position, stray };
    position += window.length;
  }
}

/** The offset of the marker that ends a scan: 0xFF followed by neither a stuffed zero nor a restart marker. */
async function endOfEntropyData(bytes: WindowedBytes, from: number): Promise<number | undefined> {
  for (let at = from; ;) {
    const window = await bytes.from(at, 2);
    if (window.length < 2) return undefined;
    let offset = window.indexOf(0xff);
    while (offset !== -1 && offset + 1 < window.length) {
      const following = window[offset + 1] ?? 0;
      if (following !== 0 && !isRestart(following)) return at + offset;
      offset = window.indexOf(0xff, offset + 2);
    }
    at += offset === -1 ? window.length : offset;
  }
}
