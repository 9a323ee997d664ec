import { GatehouseError } from '@gatehouse/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFormText, isForm, parseForm } from './read-form-body.ts';

const parse = (text: string) => parseForm(Buffer.from(text));
function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof GatehouseError ? error.code : String(error);
  }
}

describe('parseForm', () => {
  it('reads fields, spaces and escapes', () => {
    expect(parse('grant_type=client_credentials&scope=a+b%20c&empty=&bare&x=1=2')).toEqual({
      grant_type: 'client_credentials',
      scope: 'a b c',
      empty: '',
      bare: '',
      x: '1=2',
    });
    expect(parse('caf%C3%A9=%F0%9F%94%91&é=+')).toEqual({ café: '🔑', é: ' ' });
    expect(parse('&&a=1&')).toEqual({ a: '1' });
  });

  it.each(['a=%', 'a=%2', 'a=%zz', 'a=%ff', 'a=%C3', 'a=%ed%a0%80', '%=1'])(
    'refuses the broken escape in %s',
    (text) => {
      expect(codeOf(() => parse(text))).toBe('VALIDATION_FAILED');
    },
  );

  it.each(['a=1&a=1', 'a=1&%61=%31', 'a=1&b=2&a=1'])(
    'takes the field that comes twice with one value in %s',
    (text) => {
      expect(parse(text)).toMatchObject({ a: '1' });
    },
  );

  it.each(['a=1&a=2', 'a=1&%61=2', 'a&a=1', 'a=1&a='])('refuses the field that comes with two values in %s', (text) => {
    expect(codeOf(() => parse(text))).toBe('VALIDATION_FAILED');
  });

  it('refuses bytes that are no UTF-8, too many fields and names that reach a prototype', () => {
    expect(codeOf(() => parseForm(Buffer.from([0x61, 0x3d, 0xff])))).toBe('BODY_NOT_UTF8');
    const many = Array.from({ length: 101 }, (_, index) => `a${index}=1`).join('&');
    expect(codeOf(() => parse(many))).toBe('VALIDATION_FAILED');
    expect(codeOf(() => parse('__proto__=1'))).toBe('VALIDATION_FAILED');
  });

  it('reads back whatever URLSearchParams writes', () => {
    const names = fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => name !== '__proto__');
    fc.assert(
      fc.property(fc.dictionary(names, fc.string({ unit: 'grapheme' })), (fields) => {
        expect({ ...parse(new URLSearchParams(fields).toString()) }).toEqual({ ...fields });
      }),
    );
  });

  it('answers any bytes with fields or a refusal, never with another error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect([undefined, 'VALIDATION_FAILED', 'BODY_NOT_UTF8']).toContain(codeOf(() => parseForm(bytes)));
      }),
    );
  });
});

describe('isForm', () => {
  it.each([
    ['application/x-www-form-urlencoded', true],
    ['Application/X-WWW-Form-Urlencoded; charset=UTF-8', true],
    ['application/x-www-form-urlencoded; charset=ISO-8859-1', true],
    ['application/x-www-form-urlencodedx', false],
    ['application/json', false],
    [undefined, false],
  ])('says of %s: %s', (type, expected) => {
    expect(isForm({ headers: type === undefined ? {} : { 'content-type': type } })).toBe(expected);
  });

  it('knows no compressed form', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' };
    expect(isForm({ headers })).toBe(false);
  });
});

it('decodeFormText gives nothing for broken escapes', () => {
  expect([decodeFormText('a%2Bb+c'), decodeFormText('%'), decodeFormText('%80')]).toEqual([
    'a+b c',
    undefined,
    undefined,
  ]);
});
