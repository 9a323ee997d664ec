import { describe, expect, it } from 'vitest';
import { isMonth, isPast, toDetails } from './audit-months.ts';

describe('a month of the log', () => {
  it.each(['2026-01', '2026-09', '2026-10', '2026-12', '0001-01', '9999-12'])('may be %s', (text) => {
    expect(isMonth(text)).toBe(true);
  });

  it.each(['2026-00', '2026-13', '2026-1', '26-01', '2026-01-01', ' 2026-01', '2026-01\n', '0000-01', ''])(
    'is not %j',
    (text) => {
      expect(isMonth(text)).toBe(false);
    },
  );

  it.each([
    ['2026-01', 0, '2026-01-31T23:59:59.999Z', false],
    ['2026-01', 0, '2026-02-01T00:00:00.000Z', true],
    ['2026-12', 30, '2027-01-30T23:59:59.999Z', false],
    ['2026-12', 30, '2027-01-31T00:00:00.000Z', true],
    ['2024-02', 365, '2025-03-01T00:00:00.000Z', true],
    ['2024-02', 366, '2025-03-01T00:00:00.000Z', false],
  ])('%s kept for %d days is past at %s: %s', (month, days, now, past) => {
    expect(isPast(month, days, new Date(now))).toBe(past);
  });

  it('is told of, when it was dropped, with all that proves what it held', () => {
    const dropped = { month: '2026-01', entries: 2, firstLeaf: 7, lastLeaf: 9, leaves: 'ab' };
    expect(toDetails(dropped)).toEqual(dropped);
  });
});
