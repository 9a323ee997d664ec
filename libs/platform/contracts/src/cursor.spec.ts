import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COUNTED_ROWS, defineCursor, toPage } from './cursor.ts';
import { GatehouseError } from './errors.ts';

const cursor = defineCursor({ at: 'timestamp', id: 'uuid' });
const position = { at: '2026-01-02T03:04:05.000006Z', id: '0190b3a0-0000-7000-8000-000000000001' };

describe('defineCursor', () => {
  it('brings back what it encoded', () => {
    expect(cursor.decode(cursor.encode(position))).toEqual(position);
  });

  it('refuses everything it did not make, as INVALID_CURSOR', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => Buffer.from(text).toString('base64url')),
        ),
        (forged) => {
          expect(() => cursor.decode(forged)).toThrow(GatehouseError);
        },
      ),
    );
  });

  it.each(['0000-01-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T99:00:00Z'])(
    'refuses %s, a time that the database does not have',
    (at) => {
      expect(() => cursor.decode(cursor.encode({ ...position, at }))).toThrow(/cursor/);
    },
  );

  it('refuses parts that could break the statement', () => {
    for (const id of ["' OR 1=1 --", '', 'g'.repeat(36)]) {
      expect(() => cursor.decode(cursor.encode({ ...position, id }))).toThrow(/cursor/);
    }
  });
});

describe('toPage', () => {
  const page = (rows: number[], limit: number) => toPage(rows, limit, String, (row) => row * 10);

  it('cuts the extra row and points behind the last one shown', () => {
    expect(page([1, 2, 3], 2)).toEqual({ items: [10, 20], nextCursor: '2' });
  });

  it('ends the list when there is no extra row', () => {
    expect(page([1, 2], 2)).toEqual({ items: [10, 20], nextCursor: null });
    expect(page([], 2)).toEqual({ items: [], nextCursor: null });
  });

  it('says how much there is, and of a list that was not counted to its end only at least how much', () => {
    const total = (count: number) => toPage([1], 1, String, (row) => row, count);
    expect(total(COUNTED_ROWS)).toEqual({ items: [1], nextCursor: null, total: COUNTED_ROWS });
    expect(total(COUNTED_ROWS + 1)).toEqual({ items: [1], nextCursor: null, totalAtLeast: COUNTED_ROWS });
  });
});
