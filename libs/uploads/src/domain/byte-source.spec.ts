import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytesInMemory, type ByteSource, digestOfStart, WindowedBytes } from './byte-source.ts';

const WINDOW = 64 * 1024;
const bytes = randomBytes(WINDOW * 2 + 100);

/** The bytes, and where they were read. */
function watched() {
  const reads: (readonly [offset: number, length: number])[] = [];
  const memory = bytesInMemory(bytes);
  const source: ByteSource = {
    size: bytes.length,
    read: (offset, length) => {
      reads.push([offset, length]);
      return memory.read(offset, length);
    },
  };
  return { reads, source, windowed: new WindowedBytes(source) };
}

describe('WindowedBytes', () => {
  it('gives what is asked for, and nothing when the source ends before', async () => {
    const { reads, windowed } = watched();
    expect(windowed.size).toBe(bytes.length);
    // what cannot be there is not asked for
    for (const [offset, length] of [
      [-1, 1],
      [-1, 2],
      [bytes.length, 1],
      [bytes.length - 2, 3],
    ] as const)
      expect(await windowed.take(offset, length)).toBeUndefined();
    expect(reads).toEqual([]);
    expect(await windowed.take(5, 3)).toEqual(bytes.subarray(5, 8));
    expect(await windowed.take(bytes.length - 2, 2)).toEqual(bytes.subarray(-2));
    expect(await windowed.take(0, WINDOW)).toEqual(bytes.subarray(0, WINDOW));
    await expect(windowed.take(0, WINDOW + 1)).rejects.toThrow(RangeError);
  });

  it('gives nothing of a source that is shorter than it says', async () => {
    const short = new WindowedBytes({ size: 10, read: () => Promise.resolve(Buffer.alloc(4)) });
    expect(await short.take(0, 5)).toBeUndefined();
  });

  it('reads a window at once, and again only for what is not in it', async () => {
    const { reads, windowed } = watched();
    for (let at = 100; at < 200; at += 1) await windowed.take(at, 1);
    await windowed.take(100, 1);
    expect(reads).toEqual([[100, WINDOW]]);
    expect(await windowed.take(100 + WINDOW - 1, 1)).toEqual(bytes.subarray(99 + WINDOW, 100 + WINDOW));
    expect(reads).toHaveLength(1);
    expect(await windowed.take(100 + WINDOW - 1, 2)).toEqual(bytes.subarray(99 + WINDOW, 101 + WINDOW));
    expect(await windowed.take(99, 1)).toEqual(bytes.subarray(99, 100));
    expect(reads).toEqual([
      [100, WINDOW],
      [99 + WINDOW, WINDOW],
      [99, WINDOW],
    ]);
  });

  it('gives all that is at hand from a place on', async () => {
    const { windowed } = watched();
    expect(await windowed.from(10)).toHaveLength(WINDOW);
    expect(await windowed.from(20)).toEqual(bytes.subarray(20, 10 + WINDOW));
    expect(await windowed.from(9 + WINDOW)).toHaveLength(1);
    expect(await windowed.from(9 + WINDOW, 2)).toHaveLength(WINDOW);
    expect(await windowed.from(bytes.length)).toHaveLength(0);
  });
});

describe('the digest of the start of a file', () => {
  it.each([0, 1, WINDOW - 1, WINDOW, WINDOW + 1, bytes.length])('is that of its first %d bytes', async (length) => {
    const { reads, source } = watched();
    const expected = createHash('sha256').update(bytes.subarray(0, length)).digest('hex');
    expect(await digestOfStart(source, length)).toBe(expected);
    expect(reads.every(([offset, count]) => count > 0 && count <= WINDOW && offset + count <= length)).toBe(true);
  });
});
