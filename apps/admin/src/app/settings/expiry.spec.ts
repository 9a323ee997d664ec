import { describe, expect, it } from 'vitest';
import { dayOf, endOfDay } from './expiry.ts';

describe('the day on which a setting expires', () => {
  it('is good until its last moment in the zone of the reader', () => {
    expect(endOfDay('2027-01-31')).toBe(new Date(2027, 0, 31, 23, 59, 59, 999).toISOString());
    expect(endOfDay('')).toBeNull();
  });

  it.each(['2024-02-29', '2026-03-29', '2026-10-25', '2026-12-31'])('comes back as it was chosen: %s', (day) => {
    expect(dayOf(endOfDay(day))).toBe(day);
  });

  it('is empty for what never expires', () => {
    expect(dayOf(null)).toBe('');
  });
});
