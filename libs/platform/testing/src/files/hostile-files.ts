import { crc32 } from 'node:zlib';
import { makePdf } from './documents.ts';

/**
 * The 68 bytes of the EICAR test file: harmless, and found by every scanner. Put together here, so that no scanner
 * takes this source for it.
 */
export function eicar(): Buffer {
  return Buffer.from(
    ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE', '!$H+H*'].join(''),
    'latin1',
  );
}

/** EICAR behind a PDF header, and nothing else of a PDF. */
export function eicarBehindPdfHeader(): Buffer {
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), eicar()]);
}

/** EICAR in a stream of an otherwise whole PDF. */
export function eicarInsidePdf(): Buffer {
  return makePdf({ streams: [eicar().toString('latin1')] });
}

/** A ZIP archive with one stored file. */
export function makeZip(name = 'run.txt', content = Buffer.from('hidden')): Buffer {
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(content.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), content]);
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\0', 'latin1'),
    common,
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

/** The same file with something behind its end. */
export function withTail(file: Buffer, tail: Buffer | string): Buffer {
  return Buffer.concat([file, Buffer.from(tail)]);
}

/** The first part of a file, as a broken connection leaves it. */
export function truncated(file: Buffer, share = 0.6): Buffer {
  return file.subarray(0, Math.floor(file.length * share));
}

export function makeHtml(): Buffer {
  return Buffer.from('<!doctype html><html><script>alert(document.domain)</script></html>');
}
