import { describe, expect, it } from 'vitest';
import { bytesInMemory, WindowedBytes } from './byte-source.ts';
import { MAX_PARTS } from './structure.ts';
import { inspectWebp } from './webp-structure.ts';

function chunk(type: string, data: Buffer = Buffer.alloc(4)): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(type, 'latin1'), size, data, Buffer.alloc(data.length % 2)]);
}
function webp(chunks: readonly Buffer[], longer = 0): Buffer {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks]);
  const header = Buffer.from('RIFF\0\0\0\0', 'latin1');
  header.writeUInt32LE(body.length + longer, 4);
  return Buffer.concat([header, body]);
}
const inspect = (file: Buffer) => inspectWebp(new WindowedBytes(bytesInMemory(file)));
const whole = (file: Buffer, end = file.length) => expect(inspect(file)).resolves.toMatchObject({ whole: true, end });
const broken = (file: Buffer, fault: RegExp) =>
  expect(inspect(file)).resolves.toEqual({ whole: false, fault: expect.stringMatching(fault) as string });

describe('the chunks of a WebP', () => {
  it.each(['VP8 ', 'VP8L'])('are one picture (%s), with any others behind', async (type) => {
    await whole(webp([chunk(type)]));
    await whole(webp([chunk(type, Buffer.alloc(0)), chunk('EXIF', Buffer.alloc(3)), chunk('????')]));
  });

  it.each(['VP8 ', 'VP8L', 'ANMF'])(
    'are what an extended header announces, with a picture (%s) among them',
    async (type) => {
      await whole(webp([chunk('VP8X'), chunk('ICCP'), chunk(type)]));
      await broken(webp([chunk('VP8X'), chunk('ICCP')]), /no picture/);
    },
  );

  it('begin with a picture or the extended header', async () => {
    for (const type of ['ICCP', 'ANMF', 'VP8?']) await broken(webp([chunk(type), chunk('VP8 ')]), /begin/);
    await broken(webp([]), /no picture/);
  });

  it('fill the length of the whole exactly', async () => {
    await broken(webp([chunk('VP8 '), Buffer.alloc(2)]), /inside a chunk|longer/);
    await broken(webp([chunk('VP8 '), chunk('EXIF').subarray(0, 8)]), /longer/);
    await broken(webp([chunk('VP8 ', Buffer.alloc(5)).subarray(0, 12)]), /longer/);
    await whole(webp([chunk('VP8 '), chunk('EXIF', Buffer.alloc(0))]));
  });

  it('end where the length of the whole says, within the file', async () => {
    const file = webp([chunk('VP8 ')]);
    await whole(Buffer.concat([file, Buffer.from('tail')]), file.length);
    await broken(webp([chunk('VP8 ')], 1), /shorter/);
    await broken(webp([chunk('VP8 ')], 2), /shorter/);
    await broken(file.subarray(0, 11), /header/);
  });

  it('may lack the byte that makes the last of them even, but no other', async () => {
    const odd = chunk('VP8 ', Buffer.alloc(5));
    const short = webp([odd.subarray(0, -1)]);
    await whole(short);
    await whole(Buffer.concat([short, Buffer.alloc(1)]), short.length);
    await broken(webp([odd.subarray(0, -1), chunk('EXIF', Buffer.alloc(2))]), /longer|inside/);
  });

  it.each([
    // flags, then width and height, less one
    ['the canvas of an extended header', 'VP8X', '10000000 020000 040000', 3 * 5],
    ['the largest canvas', 'VP8X', '00000000 ffffff ffffff', 2 ** 48],
    // a signature, then 14 bits each, less one
    ['a lossless picture', 'VP8L', '2f 02000100 0000000000', 3 * 5],
    ['the largest lossless picture', 'VP8L', '2f ffffff0f 0000000000', 2 ** 28],
    ['a lossless picture with transparency', 'VP8L', '2f 02000110 0000000000', 3 * 5],
    // a tag, a start code, then 14 bits each beside two of scaling
    ['a lossy picture', 'VP8 ', '000000 9d012a 0300 0500', 3 * 5],
    ['a lossy picture that is scaled up', 'VP8 ', '000000 9d012a 0340 0580', 3 * 5],
    ['a picture cut off in its header', 'VP8 ', '000000', 0],
  ])('tell the pixels of %s', async (_what, type, data, pixels) => {
    const first = chunk(type, Buffer.from(data.replaceAll(' ', ''), 'hex'));
    const file = webp(type === 'VP8 ' && pixels === 0 ? [first] : [first, chunk('ANMF', Buffer.alloc(16, 9))]);
    await expect(inspect(file)).resolves.toEqual({ whole: true, end: file.length, pixels });
  });

  it('are not more than any honest picture has', async () => {
    const many = (count: number) =>
      webp([chunk('VP8 '), ...Array<Buffer>(count - 1).fill(chunk('EXIF', Buffer.alloc(0)))]);
    await whole(many(MAX_PARTS));
    await broken(many(MAX_PARTS + 1), /too many/);
  });
});
