import { describe, expect, it } from 'vitest';
import { bytesInMemory } from './byte-source.ts';
import { endBeforePadding } from './padding.ts';

const text = Buffer.from('the file');
const padded = (bytes: number) => bytesInMemory(Buffer.concat([text, Buffer.alloc(bytes)]));

describe('the end before padding', () => {
  it('is behind the last byte that says something', async () => {
    for (const padding of ['', '\0', ' \t\n\f\r\0', ' '.repeat(9)])
      expect(await endBeforePadding(bytesInMemory(Buffer.concat([text, Buffer.from(padding)])))).toBe(text.length);
    for (const other of ['\v', '\x01', '\xa0'])
      expect(await endBeforePadding(bytesInMemory(Buffer.from(`file${other}`, 'latin1')))).toBe(5);
  });

  it('is the beginning where nothing says anything, and not before what is given', async () => {
    expect(await endBeforePadding(bytesInMemory(Buffer.alloc(0)))).toBe(0);
    expect(await endBeforePadding(bytesInMemory(Buffer.alloc(150_000)))).toBe(0);
    expect(await endBeforePadding(bytesInMemory(Buffer.alloc(150_000)), 70_000)).toBe(70_000);
    expect(await endBeforePadding(padded(10), 4)).toBe(text.length);
  });

  it('is found wherever the border of a read lies, and no byte is read twice', async () => {
    for (const padding of [65_527, 65_528, 65_529, 65_535, 65_536, 65_537, 200_000]) {
      const { size, read } = padded(padding);
      const reads: [number, number][] = [];
      const watched = {
        size,
        read(offset: number, length: number) {
          reads.push([offset, offset + length]);
          return read(offset, length);
        },
      };
      expect(await endBeforePadding(watched)).toBe(text.length);
      for (const [index, [from, to]] of reads.entries()) {
        expect(to).toBe(reads[index - 1]?.[0] ?? size);
        expect(to - from).toBeLessThanOrEqual(64 * 1024);
      }
    }
  });
});
