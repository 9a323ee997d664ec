import { describe, expect, it } from 'vitest';
import { bytesInMemory } from './byte-source.ts';
import { leftOutOf } from './left-out.ts';

const file = Buffer.from('the file');
const after = (tail: Buffer | string) =>
  leftOutOf(bytesInMemory(Buffer.concat([file, Buffer.from(tail)])), file.length);
const JPEG = Buffer.from('ffd8ffe0', 'hex');

describe('what is left out behind the end of a file', () => {
  it('is nothing when nothing follows', async () => {
    expect(await after('')).toBeUndefined();
  });

  it.each([
    ['padding', 'zeros, as many as they are', Buffer.alloc(70_000)],
    ['padding', 'white space', Buffer.from(' \r\n\0')],
    ['picture', 'a JPEG', JPEG],
    ['picture', 'a JPEG behind padding', Buffer.concat([Buffer.alloc(100), JPEG, Buffer.alloc(9)])],
    ['video', 'an MP4', Buffer.from('\0\0\0\x18ftypmp42\0\0', 'latin1')],
    [
      'video',
      'an MP4 in the trailer of Samsung',
      Buffer.from('\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data\0\0\0\x18ftypmp42', 'latin1'),
    ],
    ['data', 'an archive', Buffer.from('\0\0PK')],
    ['data', 'one byte behind much padding', Buffer.concat([Buffer.alloc(70_000), Buffer.from('x')])],
    ['data', 'a mark of MP4 too early', Buffer.from('xftyp')],
    ['data', 'a mark of MP4 within a text', Buffer.from('text with ftyp in it')],
    ['data', 'a mark of JPEG behind another byte', Buffer.from('x\xff\xd8\xff', 'latin1')],
  ])('is told as %s: %s', async (kind, _what, tail) => {
    expect(await after(tail)).toEqual({ kind, bytes: tail.length });
  });
});
