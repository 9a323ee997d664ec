import { describe, expect, it } from 'vitest';
import { bytesInMemory, WindowedBytes } from './byte-source.ts';
import { inspectJpeg } from './jpeg-structure.ts';
import { MAX_PARTS } from './structure.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const SOI = hex('ffd8');
const TABLE = hex('ffdb 0004 aabb');
const FRAME = hex('ffc0 0004 0102');
const SCAN = hex('ffda 0003 01');
const PIXELS = hex('12 34 ff00 56 ffd0 78 ffd7 9a');
const EOI = hex('ffd9');
const jpeg = (...parts: readonly Buffer[]) => Buffer.concat([SOI, ...parts]);
const inspect = (file: Buffer) => inspectJpeg(new WindowedBytes(bytesInMemory(file)));
const whole = (file: Buffer, end = file.length) => expect(inspect(file)).resolves.toMatchObject({ whole: true, end });
const broken = (file: Buffer, fault: RegExp) =>
  expect(inspect(file)).resolves.toEqual({ whole: false, fault: expect.stringMatching(fault) as string });

describe('the segments of a JPEG', () => {
  it('are a frame, a scan and an end, with tables before and more scans behind', async () => {
    await whole(jpeg(FRAME, SCAN, PIXELS, EOI));
    await whole(jpeg(TABLE, FRAME, TABLE, SCAN, PIXELS, TABLE, SCAN, PIXELS, EOI));
    const file = jpeg(FRAME, SCAN, PIXELS, EOI);
    await whole(Buffer.concat([file, file]), file.length);
  });

  it('hold a picture', async () => {
    for (const parts of [[EOI], [FRAME, EOI], [SCAN, PIXELS, EOI], [TABLE, SCAN, PIXELS, EOI]])
      await broken(jpeg(...parts), /no picture/);
  });

  it('know every kind of frame, and take no table for one', async () => {
    for (let marker = 0xc0; marker <= 0xcf; marker += 1) {
      const file = jpeg(Buffer.from([0xff, marker, 0, 2]), SCAN, PIXELS, EOI);
      if ([0xc4, 0xc8, 0xcc].includes(marker)) await broken(file, /no picture/);
      else await whole(file);
    }
    for (const marker of [0xbf, 0xdb, 0xe0, 0xfe])
      await broken(jpeg(Buffer.from([0xff, marker, 0, 2]), SCAN, PIXELS, EOI), /no picture/);
  });

  it('say their own length, which counts itself and ends within the file', async () => {
    await whole(jpeg(hex('fffe 0002'), FRAME, SCAN, PIXELS, EOI));
    for (const length of ['0000', '0001']) await broken(jpeg(hex(`fffe${length}`), FRAME, SCAN, EOI), /longer/);
    await broken(jpeg(hex('fffe 0004 aa')), /longer/);
    await broken(jpeg(hex('fffe 00')), /longer/);
    // one that fills the file is whole itself; what is missing is the end
    await broken(jpeg(hex('fffe 0004 aabb')), /end-of-image/);
  });

  it('stand alone where the standard says so, between others', async () => {
    for (const marker of ['ff01', 'ffd0', 'ffd7']) await whole(jpeg(hex(marker), FRAME, SCAN, PIXELS, EOI));
    await broken(jpeg(hex('ffcf'), FRAME, SCAN, PIXELS, EOI), /longer/);
  });

  it('follow each other with fill bytes between', async () => {
    await whole(jpeg(hex('ffffff'), FRAME, SCAN, PIXELS, hex('ffff'), EOI));
    await broken(jpeg(FRAME, SOI, SCAN, PIXELS, EOI), /second time/);
    await broken(jpeg(FRAME, hex('ffff')), /end-of-image/);
    await broken(jpeg(FRAME), /end-of-image/);
  });

  it.each([
    ['two bytes', '0000'],
    ['a zero that is stuffed', 'ff00'],
    ['a marker that lost its first byte, as phones of one kind write it', '00e1 0004 aabb'],
    ['text', '6a756e6b'],
  ])('may have stray bytes between, which every decoder skips: %s', async (_what, stray) => {
    await whole(jpeg(hex(stray), FRAME, SCAN, PIXELS, EOI));
    await whole(jpeg(TABLE, hex(stray), FRAME, hex(stray), SCAN, PIXELS, EOI));
    await whole(jpeg(FRAME, SCAN, PIXELS, hex('fffe 0002'), hex(stray), EOI));
    await broken(jpeg(FRAME, SCAN, PIXELS, hex('fffe 0002'), hex(stray)), /end-of-image/);
  });

  it('may have stray bytes of 64 KiB in all, and then are another file', async () => {
    const half = Buffer.alloc(32_768, hex('ff00'));
    await whole(jpeg(half, FRAME, half, SCAN, PIXELS, EOI));
    await broken(jpeg(half, FRAME, half, hex('00'), SCAN, PIXELS, EOI), /data/);
    await broken(jpeg(Buffer.alloc(200_000), FRAME, SCAN, PIXELS, EOI), /data/);
    // nothing has to be found behind them: nobody reads on
    await broken(jpeg(Buffer.alloc(200_000)), /data/);
  });

  it('are not more than any honest picture has', async () => {
    const many = (count: number) => jpeg(...Array<Buffer>(count - 3).fill(hex('fffe 0002')), FRAME, SCAN, PIXELS, EOI);
    await whole(many(MAX_PARTS));
    await broken(many(MAX_PARTS + 1), /too many/);
  });
});

describe('the pixels of a JPEG', () => {
  const frame = (height: number, width: number, marker = 0xc0) => {
    const segment = Buffer.from([0xff, marker, 0, 8, 8, 0, 0, 0, 0, 0]);
    segment.writeUInt16BE(height, 5);
    segment.writeUInt16BE(width, 7);
    return segment;
  };
  const pixelsOf = async (...parts: readonly Buffer[]) => {
    const file = jpeg(...parts, SCAN, PIXELS, EOI);
    const structure = await inspect(file);
    const { pixels, ...rest } = { pixels: undefined, ...structure };
    expect(rest).toEqual({ whole: true, end: file.length });
    expect('pixels' in structure).toBe(pixels !== undefined);
    return pixels;
  };

  it('are as many as its frame says', async () => {
    expect(await pixelsOf(frame(3, 5))).toBe(15);
    expect(await pixelsOf(TABLE, frame(0xffff, 0xffff, 0xc2))).toBe(0xffff * 0xffff);
  });

  it('are those of the largest, where several frames hide in one picture', async () => {
    expect(await pixelsOf(frame(9, 9), frame(2, 2))).toBe(81);
    expect(await pixelsOf(frame(2, 2), frame(9, 9))).toBe(81);
    expect(await pixelsOf(frame(9, 9), frame(0, 2))).toBe(81);
  });

  it('are not known of a height that is told later, or of a frame too short to tell', async () => {
    expect(await pixelsOf(frame(0, 5))).toBeUndefined();
    expect(await pixelsOf(hex('ffc0 0007 08 0003 0005'))).toBeUndefined();
    expect(await pixelsOf(FRAME)).toBeUndefined();
  });
});

describe('the data of a scan', () => {
  it('ends before its marker wherever the border of a read lies', async () => {
    // reads are of 65536 bytes; the first one begins with the first segment, 11 bytes before the data
    for (let length = 65_515; length <= 65_545; length += 1) {
      await whole(jpeg(FRAME, SCAN, Buffer.alloc(length, 0x11), EOI));
      await whole(jpeg(FRAME, SCAN, Buffer.alloc(length, 0x11), hex('ff00 ffd3 11'), EOI));
      await broken(jpeg(FRAME, SCAN, Buffer.alloc(length, 0x11)), /end-of-image/);
      await broken(jpeg(FRAME, SCAN, Buffer.alloc(length, 0x11), hex('ff')), /end-of-image/);
      await broken(jpeg(FRAME, SCAN, Buffer.alloc(length, 0x11), hex('ff00')), /end-of-image/);
    }
  });

  it('may be longer than many reads, and may be nothing', async () => {
    await whole(jpeg(FRAME, SCAN, Buffer.alloc(200_000, 0x11), EOI));
    await whole(jpeg(FRAME, SCAN, Buffer.alloc(200_000, hex('ff00')), EOI));
    await whole(jpeg(FRAME, SCAN, EOI));
    await broken(jpeg(FRAME, SCAN), /end-of-image/);
  });
});
