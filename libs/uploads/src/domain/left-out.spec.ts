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
    ['padding', Buffer.alloc(70_000)],
    ['padding', Buffer.from(' \r\n\0')],
    ['picture', JPEG],
    ['picture', Buffer.concat([Buffer.alloc(100), JPEG, Buffer.alloc(9)])],
    ['video', Buffer.from('\0\0\0\x18ftypmp42\0\0', 'latin1')],
    ['video', Buffer.from('\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data\0\0\0\x18ftypmp42', 'latin1')],
    ['data', Buffer.from('\0\0PK')],
    ['data', Buffer.concat([Buffer.alloc(70_000), Buffer.from('x')])],
    ['data', Buffer.from('xftyp')],
    ['data', Buffer.from('text with ftyp in it')],
    ['data', Buffer.from('x\xff\xd8\xff', 'latin1')],
  ])('is told as %s', async (kind, tail) => {
    expect(await after(tail)).toEqual({ kind, bytes: tail.length });
  });
});
