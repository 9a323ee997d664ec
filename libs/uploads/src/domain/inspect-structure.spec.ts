import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeJpeg, makePdf, makePng, makeProgressiveJpeg, makeWebp } from '@gatehouse/testing';
import { bytesInMemory, type ByteSource } from './byte-source.ts';
import type { FileType } from './file-signature.ts';
import { inspectStructure } from './inspect-structure.ts';

const inspect = (type: FileType, bytes: Buffer) => inspectStructure(type, bytesInMemory(bytes));

const samples: readonly [string, FileType, () => Promise<Buffer> | Buffer][] = [
  ['a JPEG', 'image/jpeg', () => makeJpeg()],
  ['a JPEG larger than the window', 'image/jpeg', () => makeJpeg({ width: 500, height: 400 })],
  ['a progressive JPEG', 'image/jpeg', () => makeProgressiveJpeg({ width: 300, height: 200 })],
  ['a PNG', 'image/png', () => makePng()],
  ['a PNG larger than the window', 'image/png', () => makePng({ width: 300, height: 200 })],
  ['a lossy WebP', 'image/webp', () => makeWebp({ width: 301, height: 201 })],
  ['a lossless WebP', 'image/webp', () => makeWebp({ lossless: true })],
  ['a PDF', 'application/pdf', () => makePdf()],
];

describe.each(samples)('the structure of %s', (_name, type, make) => {
  it('is whole and ends where the file ends', async () => {
    const file = await make();
    expect(await inspect(type, file)).toMatchObject({ whole: true, end: file.length });
  });

  it('ends at the same place when something is appended', async () => {
    const file = await make();
    const tail = Buffer.from('\0\0some bytes that a camera wrote');
    expect(await inspect(type, Buffer.concat([file, tail]))).toMatchObject({ whole: true, end: file.length });
  });

  it('is broken wherever the file is cut', async () => {
    const file = await make();
    const last = type === 'application/pdf' ? file.length - 2 : file.length - 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 12, max: last }), async (length) => {
        expect((await inspect(type, file.subarray(0, length))).whole).toBe(false);
      }),
      { numRuns: 60, examples: [[last]] },
    );
  });

  it('never reads more than a window at once', async () => {
    const file = await make();
    let longest = 0;
    const watched: ByteSource = {
      size: file.length,
      read(offset, length) {
        longest = Math.max(longest, length);
        return Promise.resolve(file.subarray(offset, offset + length));
      },
    };
    await inspectStructure(type, watched);
    expect(longest).toBeLessThanOrEqual(64 * 1024);
  });

  it('is judged without a crash when any byte is changed', async () => {
    const file = await make();
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 0, max: 255 }), async (at, value) => {
        const changed = Buffer.from(file);
        changed[at] = value;
        const structure = await inspect(type, changed);
        if (structure.whole) expect(structure.end).toBeLessThanOrEqual(file.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a JPEG', () => {
  it('may have fill bytes before a marker', async () => {
    const file = await makeJpeg();
    const filled = Buffer.concat([file.subarray(0, 2), Buffer.alloc(70_000, 0xff), file.subarray(2)]);
    expect(await inspect('image/jpeg', filled)).toMatchObject({ whole: true, end: filled.length });
  });

  it('without a picture is broken', async () => {
    expect(await inspect('image/jpeg', Buffer.from('ffd8ffd9', 'hex'))).toMatchObject({ whole: false });
  });

  it('is not ended by an end marker inside a comment', async () => {
    const file = await makeJpeg();
    const comment = Buffer.from('fffe0006ffd9ffd9', 'hex');
    const commented = Buffer.concat([file.subarray(0, 2), comment, file.subarray(2)]);
    expect(await inspect('image/jpeg', commented)).toMatchObject({ whole: true, end: commented.length });
  });
});

describe('a PNG', () => {
  it('with a changed pixel fails its checksum', async () => {
    const file = await makePng();
    const at = file.indexOf('IDAT') + 10;
    file[at] = (file[at] ?? 0) ^ 1;
    expect(await inspect('image/png', file)).toEqual({ whole: false, fault: 'the checksum of a PNG chunk is wrong' });
  });

  it('with more chunks than any honest one is broken', async () => {
    const file = await makePng();
    const chunk = Buffer.from('0000000074455874' + '00000000', 'hex');
    const many = Buffer.concat([file.subarray(0, 33), ...Array<Buffer>(20_001).fill(chunk), file.subarray(33)]);
    expect(await inspect('image/png', many)).toEqual({ whole: false, fault: 'the PNG has too many chunks' });
  });
});

describe('a PDF', () => {
  it.each([
    ['only a header', Buffer.from('%PDF-1.7\n')],
    ['a header and an end', Buffer.from('%PDF-1.7\n%%EOF\n')],
    ['a startxref behind itself', Buffer.from('%PDF-1.7\nstartxref\n99\n%%EOF\n')],
    ['more than 1024 bytes behind its end', Buffer.concat([makePdf(), Buffer.alloc(1100, 'x')])],
  ])('with %s is broken', async (_what, file) => {
    expect((await inspect('application/pdf', file)).whole).toBe(false);
  });
});
