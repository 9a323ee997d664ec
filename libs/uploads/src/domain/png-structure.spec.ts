import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesInMemory, WindowedBytes } from './byte-source.ts';
import { inspectPng } from './png-structure.ts';
import { MAX_PARTS } from './structure.ts';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

function chunk(type: string, data: Buffer = Buffer.alloc(0), spoilt = 0): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE((crc32(typed) ^ spoilt) >>> 0, 4);
  return Buffer.concat([frame.subarray(0, 4), typed, frame.subarray(4)]);
}
const HEADER = chunk('IHDR', Buffer.alloc(13));
const DATA = chunk('IDAT', Buffer.from('pixels'));
const END = chunk('IEND');
const png = (...chunks: readonly Buffer[]) => Buffer.concat([SIGNATURE, ...chunks]);
const inspect = (file: Buffer) => inspectPng(new WindowedBytes(bytesInMemory(file)));
const whole = (file: Buffer) => expect(inspect(file)).resolves.toMatchObject({ whole: true, end: file.length });
const broken = (file: Buffer, fault: RegExp) =>
  expect(inspect(file)).resolves.toEqual({ whole: false, fault: expect.stringMatching(fault) as string });

describe('the chunks of a PNG', () => {
  it('are a header, data and an end, with any others between', async () => {
    await whole(png(HEADER, DATA, END));
    await whole(png(HEADER, chunk('tEXt', Buffer.from('by me')), DATA, DATA, chunk('zzZz'), END));
  });

  it('begin with a header of its one length', async () => {
    await broken(png(DATA, END), /IHDR/);
    await broken(png(chunk('tEXt', Buffer.alloc(13)), HEADER, DATA, END), /IHDR/);
    for (const length of [12, 14]) await broken(png(chunk('IHDR', Buffer.alloc(length)), DATA, END), /IHDR/);
  });

  it('end with an empty one, once there was data', async () => {
    await broken(png(HEADER, END), /no picture/);
    await broken(png(HEADER, DATA, chunk('IEND', Buffer.alloc(1))), /IEND/);
    await broken(png(HEADER, DATA), /IEND/);
    await broken(png(HEADER, DATA, END).subarray(0, -5), /IEND|longer/);
    await broken(png(HEADER, DATA, END).subarray(0, -1), /longer/);
  });

  it.each(['IDA1', 'IDA ', ' DAT', 'ID@T', '[DAT', 'ID`T', '{DAT', '\0\0\0\0'])(
    'have no type like %j',
    async (type) => {
      await broken(png(HEADER, chunk(type), DATA, END), /chunk/);
    },
  );

  it('have right checksums where the picture depends on them', async () => {
    await broken(png(HEADER, chunk('IDAT', Buffer.from('pixels'), 1), END), /checksum/);
    await broken(png(HEADER, DATA, chunk('ZzZz', Buffer.alloc(0), 1), END), /checksum/);
    await whole(png(HEADER, chunk('tEXt', Buffer.from('by me'), 1), DATA, END));
  });

  it('are not taken for whole when the file turns out shorter than it was', async () => {
    const file = png(HEADER, DATA, END);
    for (const missing of [END.length + 1, END.length + 5, END.length + 4]) {
      const read = file.subarray(0, -missing);
      const source = { size: file.length, read: bytesInMemory(read).read };
      await expect(inspectPng(new WindowedBytes(source))).resolves.toMatchObject({ whole: false });
    }
  });

  it('may be longer than what is read at once', async () => {
    const pixels = Buffer.alloc(150_000, 'pixels');
    await whole(png(HEADER, chunk('IDAT', pixels), END));
    const file = png(HEADER, chunk('IDAT', pixels), END);
    for (const at of [70_000, 150_000]) {
      const changed = Buffer.from(file);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await broken(changed, /checksum/);
    }
  });

  it('tell the pixels of the picture in their header', async () => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(3, 0);
    header.writeUInt32BE(0x7fff_ffff, 4);
    const file = png(chunk('IHDR', header), DATA, END);
    await expect(inspect(file)).resolves.toEqual({ whole: true, end: file.length, pixels: 3 * 0x7fff_ffff });
  });

  it('are not more than any honest picture has', async () => {
    const many = (count: number) => png(HEADER, ...Array<Buffer>(count - 3).fill(chunk('tEXt')), DATA, END);
    await whole(many(MAX_PARTS));
    await broken(many(MAX_PARTS + 1), /too many/);
  });
});
