import type { WindowedBytes } from './byte-source.ts';
import { broken, MAX_PARTS, type Structure, wholeUntil } from './structure.ts';

// ITU-T T.81, table B.1
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const TEM = 0x01;

const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7;
const isFrameHeader = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Walks the segments up to the end-of-image marker of the first image; a second picture behind it is tail. */
export async function inspectJpeg(bytes: WindowedBytes): Promise<Structure> {
  let at = 2;
  let hasFrame = false;
  let hasScan = false;
  for (let parts = 0; parts < MAX_PARTS; parts += 1) {
    const found = await markerAt(bytes, at);
    if (!found) return broken('the JPEG ends before its end-of-image marker');
    if (found === 'none') return broken('the JPEG has data where a segment should begin');
    const { marker } = found;
    at = found.after;
    if (marker === EOI) {
      return hasFrame && hasScan ? wholeUntil(at) : broken('the JPEG holds no picture');
    }
    if (marker === SOI) return broken('the JPEG begins a second time inside itself');
    if (marker === TEM || isRestart(marker)) continue;

    const length = (await bytes.take(at, 2))?.readUInt16BE(0);
    if (length === undefined || length < 2 || at + length > bytes.size) {
      return broken('a segment of the JPEG is longer than the file');
    }
    at += length;
    if (isFrameHeader(marker)) hasFrame = true;
    if (marker !== SOS) continue;
    hasScan = true;
    const end = await endOfEntropyData(bytes, at);
    if (end === undefined) return broken('the JPEG ends before its end-of-image marker');
    at = end;
  }
  return broken('the JPEG has too many segments');
}

async function markerAt(
  bytes: WindowedBytes,
  at: number,
): Promise<{ marker: number; after: number } | 'none' | undefined> {
  const first = await bytes.take(at, 1);
  if (!first) return undefined;
  if (first[0] !== 0xff) return 'none';
  // any number of 0xFF may fill the space before a marker
  for (let position = at + 1; ;) {
    const window = await bytes.from(position);
    if (window.length === 0) return undefined;
    const offset = window.findIndex((byte) => byte !== 0xff);
    if (offset === -1) {
      position += window.length;
      continue;
    }
    const marker = window[offset] ?? 0;
    return marker === 0 ? 'none' : { marker, after: position + offset + 1 };
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
