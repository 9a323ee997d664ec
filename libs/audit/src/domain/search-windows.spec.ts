import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchWindows } from './search-windows.ts';

const NOW = new Date('2026-03-01T00:00:00Z');

describe('the windows of a search', () => {
  it('grow towards the past, and the last one has no end', () => {
    expect(searchWindows({}, NOW)).toEqual([
      { from: '2026-01-30T00:00:00.000Z', to: undefined },
      { from: '2025-11-01T00:00:00.000Z', to: '2026-01-30T00:00:00.000Z' },
      { from: '2024-11-06T00:00:00.000Z', to: '2025-11-01T00:00:00.000Z' },
      { from: undefined, to: '2024-11-06T00:00:00.000Z' },
    ]);
  });

  it('are one for a range that the first covers, in the words of the reader', () => {
    const range = { from: '2026-02-10T00:00:00.123456+01:00', to: '2026-02-20T00:00:00Z' };
    expect(searchWindows(range, NOW)).toEqual([range]);
  });

  it('are one for a range that is exactly as long as the first', () => {
    const range = { from: '2026-01-30T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' };
    expect(searchWindows(range, NOW)).toEqual([range]);
  });

  it('begin where the range ends, when that is in the past', () => {
    const [first] = searchWindows({ to: '2020-03-01T00:00:00Z' }, NOW);
    expect(first).toEqual({ from: '2020-01-31T00:00:00.000Z', to: '2020-03-01T00:00:00Z' });
  });

  it('hold every moment of the range exactly once', () => {
    const time = fc
      .integer({ min: Date.parse('2015-01-01'), max: Date.parse('2030-01-01') })
      .map((at) => new Date(at).toISOString());
    const bound = fc.option(time, { nil: undefined });
    const holds = (range: { from?: string | undefined; to?: string | undefined }, at: string) =>
      (range.from === undefined || at >= range.from) && (range.to === undefined || at < range.to);
    fc.assert(
      fc.property(bound, bound, time, time, (from, to, newest, at) => {
        const windows = searchWindows({ from, to }, new Date(newest));
        // a range that ends before it begins holds nothing
        const expected = holds({ from, to }, at) ? 1 : 0;
        expect(windows.filter((window) => holds(window, at))).toHaveLength(expected);
      }),
      { numRuns: 2000 },
    );
  });
});
