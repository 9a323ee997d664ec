import { crc32 } from 'node:zlib';
import type { WindowedBytes } from './byte-source.ts';
import { broken, MAX_PARTS, type Structure, wholeUntil } from './structure.ts';

const SIGNATURE_LENGTH = 8;
/** Length, type and CRC around the data of a chunk. */
const CHUNK_FRAME = 12;

/** Walks the chunks to IEND (PNG, third edition, clause 5) and checks the CRC of every critical one. */
export async function inspectPng(bytes: WindowedBytes): Promise<Structure> {
  let at = SIGNATURE_LENGTH;
  let hasData = false;
  let pixels = 0;
  for (let index = 0; index < MAX_PARTS; index += 1) {
    const header = await bytes.take(at, 8);
    if (!header) return broken('the PNG ends before its IEND chunk');
    const length = header.readUInt32BE(0);
    const type = header.toString('latin1', 4, 8);
    if (/[^A-Za-z]/.test(type)) return broken('the PNG has data where a chunk should begin');
    const end = at + CHUNK_FRAME + length;
    if (end > bytes.size) return broken('a chunk of the PNG is longer than the file');
    if (index === 0 && (type !== 'IHDR' || length !== 13)) return broken('the PNG does not begin with its IHDR chunk');
    if (index === 0) pixels = await pixelsOf(bytes, at + 8);
    if (isCritical(type) && !(await crcHolds(bytes, at + 4, at + 8 + length))) {
      return broken('the checksum of a PNG chunk is wrong');
    }
    if (type === 'IDAT') hasData = true;
    if (type === 'IEND') {
      if (length !== 0) return broken('the IEND chunk of the PNG is not empty');
      return hasData ? wholeUntil(end, pixels) : broken('the PNG holds no picture');
    }
    at = end;
  }
  return broken('the PNG has too many chunks');
}

async function pixelsOf(bytes: WindowedBytes, at: number): Promise<number> {
  const size = await bytes.take(at, 8);
  return size ? size.readUInt32BE(0) * size.readUInt32BE(4) : 0;
}

const isCritical = (type: string) => /^[A-Z]/.test(type);

async function crcHolds(bytes: WindowedBytes, from: number, to: number): Promise<boolean> {
  let sum = 0;
  for (let at = from; at < to;) {
    const window = await bytes.from(at);
    if (window.length === 0) return false;
    const part = window.subarray(0, Math.min(window.length, to - at));
    sum = crc32(part, sum);
    at += part.length;
  }
  return (await bytes.take(to, 4))?.readUInt32BE(0) === sum;
}
