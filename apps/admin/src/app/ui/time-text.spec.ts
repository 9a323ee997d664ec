import { describe, expect, it } from 'vitest';
import { byteSize } from './byte-size.ts';
import { minutesAndSeconds } from './countdown.ts';
import { cutMiddle } from './copy-text.ts';
import { durationText, exactTimeWithUtc, relativeTime } from './time-text.ts';

const now = Date.parse('2026-06-01T12:00:00Z');

describe('words for numbers', () => {
  it.each([
    [0, 'now'],
    [-4, 'now'],
    [-42, '42 sec. ago'],
    [-150, '2 min. ago'],
    [-7300, '2 hr. ago'],
    [-86_400 * 3, '3 days ago'],
    [10, 'now'],
    [11, 'in 11 sec.'],
    [3600, 'in 1 hr.'],
  ])('says %i seconds as %s', (seconds, words) => {
    expect(relativeTime(now + seconds * 1000, now, 'en')).toBe(words);
  });

  it.each([
    [-5, '0 sec'],
    [42.9, '42 sec'],
    [3600, '1 hr 0 min'],
    [50_530, '14 hr 2 min'],
    [2 * 86_400 + 7200 + 59, '2 days 2 hr'],
  ])('says a span of %i seconds as %s', (seconds, words) => {
    expect(durationText(seconds, 'en')).toBe(words);
  });

  it('speaks Russian', () => {
    expect(relativeTime(now - 150_000, now, 'ru')).toBe('2 мин. назад');
    expect(byteSize(1_400_000, 'ru')).toBe('1,4 МБ');
  });

  it('gives the exact moment with UTC', () => {
    expect(exactTimeWithUtc(now, 'en')).toContain('2026-06-01 12:00:00 UTC');
  });

  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [217_000, '217 kB'],
    [1_400_000, '1.4 MB'],
  ])('says %i bytes as %s', (bytes, words) => {
    expect(byteSize(bytes, 'en')).toBe(words);
  });

  it('counts down in minutes and seconds', () => {
    expect([minutesAndSeconds(42), minutesAndSeconds(725)]).toEqual(['0:42', '12:05']);
  });

  it('cuts ids in the middle', () => {
    expect(cutMiddle('0123456789abcdef', 9)).toBe('0123…cdef');
    expect(cutMiddle('short', 9)).toBe('short');
  });
});
