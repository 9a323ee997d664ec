import { describe, expect, it } from 'vitest';
import { ndjsonLines } from './ndjson-lines.ts';

async function read(chunks: readonly Uint8Array[], failure?: Error): Promise<unknown[]> {
  const left = [...chunks];
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = left.shift();
      if (next) controller.enqueue(next);
      else if (failure) controller.error(failure);
      else controller.close();
    },
  });
  const lines: unknown[] = [];
  for await (const line of ndjsonLines(stream)) lines.push(line);
  return lines;
}

describe('lines of NDJSON', () => {
  const bytes = new TextEncoder().encode('{"a":"ж"}\n\n{"b":2}\n3');

  it('come whole however the stream is cut', async () => {
    for (let cut = 0; cut <= bytes.length; cut++)
      expect(await read([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual([{ a: 'ж' }, { b: 2 }, 3]);
    expect(await read([])).toEqual([]);
  });

  it('end in an error when the stream breaks', async () => {
    await expect(read([bytes], new Error('broken'))).rejects.toThrow('broken');
  });
});
