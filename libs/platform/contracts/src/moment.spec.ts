import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { momentBound, parseMoment, withLostPlus } from './moment.ts';

describe('a moment', () => {
  it.each([
    ['2026-12-31T22:30:00Z', '2026-12-31T22:30:00.000Z'],
    ['2026-12-31T22:30:00.123456789Z', '2026-12-31T22:30:00.123Z'],
    ['2018-01-29T18:39:51.396781283+01:00', '2018-01-29T17:39:51.396Z'],
    ['2026-12-31T22:30:00.9999999Z', '2026-12-31T22:30:00.999Z'],
    ['2025-05-23T13:31:12.24Z', '2025-05-23T13:31:12.240Z'],
    ['2026-12-31T22:30Z', '2026-12-31T22:30:00.000Z'],
    ['2026-12-31T22:30:00+02:00[Europe/Berlin]', '2026-12-31T20:30:00.000Z'],
    ['2026-12-31 22:30:00.123456+00:00', '2026-12-31T22:30:00.123Z'],
    ['2026-12-31T22:30:00-0530', '2027-01-01T04:00:00.000Z'],
    ['2026-12-31 22:30:00+00', '2026-12-31T22:30:00.000Z'],
    ['2024-02-29t00:00:00z', '2024-02-29T00:00:00.000Z'],
  ])('may be written %s', (text, moment) => {
    expect(parseMoment(text)?.toISOString()).toBe(moment);
  });

  it.each([
    ...['tomorrow', '', '2026-12-31', '2026-12-31T22:30:00', '2026-02-30T00:00:00Z', '2023-02-29T00:00:00Z'],
    ...['2026-13-01T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01T00:60:00Z', '2026-01-01T00:00:61Z'],
    ...['2026-01-01T00:00:00+24:00', '0026-01-01T00:00:00Z', '2026-01-01T00:00:00.1234567890Z', '1767225600'],
  ])('may not be %j', (text) => {
    expect(parseMoment(text)).toBeUndefined();
  });

  it('is the one that JavaScript means by its own spelling', () => {
    const dates = fc.date({
      min: new Date('1000-01-01T00:00:00Z'),
      max: new Date('2999-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(fc.property(dates, (date) => parseMoment(date.toISOString())?.getTime() === date.getTime()));
  });
});

describe('a bound', () => {
  it.each([
    ['2026-12-31T22:30:00Z', '2026-12-31T22:30:00.000000Z'],
    ['2026-12-31T22:30:00.1Z', '2026-12-31T22:30:00.100000Z'],
    ['2026-12-31T22:30:00.123456+01:00', '2026-12-31T21:30:00.123456Z'],
    ['2026-12-31T22:30:00.123456000Z', '2026-12-31T22:30:00.123456Z'],
    ['2026-12-31T22:30:00.123456001Z', '2026-12-31T22:30:00.123457Z'],
    ['2026-12-31T23:59:59.999999999Z', '2027-01-01T00:00:00.000000Z'],
    ['2026-12-31T22:30-02', '2027-01-01T00:30:00.000000Z'],
  ])('at %s is at %s', (text, bound) => {
    expect(momentBound(text)).toBe(bound);
  });

  it('is none where there is no moment', () => {
    expect(momentBound('2026-02-30T00:00:00Z')).toBeUndefined();
  });
});

describe('a plus that became a space', () => {
  it.each([
    ['2026-12-31T22:30:00 02:00', '2026-12-31T22:30:00+02:00'],
    ['2026-12-31 22:30:00.123456 0200', '2026-12-31 22:30:00.123456+0200'],
    ['2026-12-31T22:30 02', '2026-12-31T22:30+02'],
    ['2026-12-31T22:30:00 02:00[Europe/Berlin]', '2026-12-31T22:30:00+02:00[Europe/Berlin]'],
  ])('is put back: %s', (text, restored) => {
    expect(withLostPlus(text)).toBe(restored);
    expect(momentBound(restored)).toBeDefined();
  });

  it.each(['2026-12-31 22:30Z', '2026-12-31 22:30', '2026-12-31T22:30:00+02:00', '2026-12-31T22:30:00-02:00', 'a b'])(
    'is not seen in %s',
    (text) => {
      expect(withLostPlus(text)).toBe(text);
    },
  );
});
