import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InexactJson, parseExactly } from './parse-exactly.ts';

describe('parseExactly', () => {
  it('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(parseExactly(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('reads a double that lies half-way between two decimals of its length', () => {
    // exactly …285.25, which toPrecision writes as …285.3
    expect(parseExactly('1048360214206285.2')).toBe(1048360214206285.2);
    expect(parseExactly('1048360214206285.3')).toBe(1048360214206285.2);
  });

  it('reads every double as JavaScript writes it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseExactly(JSON.stringify([value]))).toEqual([value + 0]);
      }),
    );
  });

  it.each([
    '1.50',
    '15e-1',
    '1e3',
    '1E+3',
    '0.1',
    '-0',
    '0.000',
    '100',
    '9007199254740991',
    '1e400'.replace('400', '21'),
  ])('takes %s, of which nothing is lost', (number) => {
    expect(parseExactly(`{"a":${number}}`)).toEqual({ a: Number(number) });
  });

  it.each([
    '0.10000000000000001',
    '1.7976931348623157e308',
    '0.1000000000000000055511151231257827',
    '123456789012345680000',
    '2.2250738585072014e-308',
    '5e-324',
  ])('takes %s, as programs write a double with all its digits', (number) => {
    expect(parseExactly(`[${number}]`)).toEqual([Number(number)]);
  });

  it('takes every decimal of 15 digits that a double can be near, in any spelling, and keeps its digits', () => {
    const parts = fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 15n - 1n }), fc.integer({ min: -307, max: 293 }));
    fc.assert(
      fc.property(parts, fc.nat(14), ([digits, power], point) => {
        const text = String(digits).padStart(15, '0');
        const spellings = [
          `${digits}e${power}`,
          `${text.slice(0, 15 - point)}.${text.slice(15 - point)}E${power + point}`,
        ];
        for (const spelling of spellings.map((one) => one.replace(/^0+(?=\d)/, '').replace(/\.(?=E)/, ''))) {
          expect(parseExactly(`[${spelling}]`)).toEqual([Number(spelling)]);
          expect(Number(Number(spelling).toPrecision(15))).toBe(Number(spelling));
        }
      }),
    );
  });

  it.each(['1.00000000000001e-320', '123456789012345e-330'])(
    'refuses %s: so close to zero a double has fewer digits',
    (number) => {
      expect(() => parseExactly(`[${number}]`)).toThrow('more digits');
    },
  );

  it('takes every double with 17 digits, as C, PHP and Go print it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseExactly(`[${value.toPrecision(17)},${value.toExponential(16)}]`)).toEqual([value + 0, value + 0]);
      }),
    );
  });

  it.each([
    '9007199254740993',
    '175928847299117063.5',
    `0.1${'0'.repeat(100)}1`,
    '123456789012345678901234567890',
    '0.1234567890123456789',
    '1e400',
    '1e-400',
  ])('refuses %s, which would be kept as another number', (number) => {
    expect(() => parseExactly(`{"a":[${number}]}`)).toThrow(InexactJson);
  });

  it.each([
    ['an exponent that is too large', '1e400', 'larger than a double'],
    ['a negative one', '-1e309', 'larger than a double'],
    ['400 digits', `1${'0'.repeat(400)}`, 'larger than a double'],
    ['an exponent that is too small', '1e-400', 'closer to zero than a double'],
    ['a digit too many', '9007199254740993', 'more digits'],
  ])('says what is the matter with %s', (_what, number, reason) => {
    expect(() => parseExactly(`[${number}]`)).toThrow(reason);
  });

  it.each(['{"a":1,"a":2}', '{"a":{"b":1,"c":2,"b":3}}', String.raw`{"a":1,"\u0061":2}`, '[{"x" :1,"y":"}","x"\n:2}]'])(
    'refuses %s, in which a name stands twice',
    (text) => {
      expect(() => parseExactly(text)).toThrow(InexactJson);
    },
  );

  it('takes the same name in different objects, and texts that look like names', () => {
    const text = String.raw`{"a":{"a":1},"b":[{"a":1},{"a":2}],"c":"\"a\":","d":["a","a"]}`;
    expect(parseExactly(text)).toEqual(JSON.parse(text));
  });

  it('leaves what is no JSON to the parser', () => {
    expect(() => parseExactly('{"a":')).toThrow(SyntaxError);
  });
});
