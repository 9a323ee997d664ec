import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base32, fromBase32 } from './base32.ts';
import { asTotpCode, matchingStep, newTotpSecret, otpauthUri, timeStep, totpCode } from './totp.ts';

const RFC_SECRET = base32(Buffer.from('12345678901234567890'));
const at = (seconds: number) => new Date(seconds * 1000);
const anySecret = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => base32(bytes));
const anyStep = fc.integer({ min: 1, max: 2 ** 33 });

describe('totpCode', () => {
  // RFC 6238 appendix B has eight digits; six of them are its last six (RFC 4226 §5.3, modulo)
  it.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('is that of RFC 6238 appendix B at %i s', (seconds, eightDigits) => {
    expect(totpCode(RFC_SECRET, timeStep(at(seconds)))).toBe(eightDigits.slice(2));
  });

  it('is that of RFC 4226 appendix D for the first ten counters', () => {
    const codes = Array.from({ length: 10 }, (_, counter) => totpCode(RFC_SECRET, counter));
    expect(codes).toEqual([
      '755224',
      '287082',
      '359152',
      '969429',
      '338314',
      '254676',
      '287922',
      '162583',
      '399871',
      '520489',
    ]);
  });

  it('has six digits for every secret and step', () => {
    fc.assert(
      fc.property(anySecret, anyStep, (secret, step) => {
        expect(totpCode(secret, step)).toMatch(/^\d{6}$/);
      }),
    );
  });
});

describe('matchingStep', () => {
  it('finds the code of its own step and of those beside it, and never an older or newer one', () => {
    fc.assert(
      fc.property(anySecret, anyStep, fc.integer({ min: 0, max: 29 }), (secret, step, second) => {
        const now = at(step * 30 + second);
        for (const off of [-1, 0, 1]) expect(matchingStep(secret, totpCode(secret, step + off), now)).toBeDefined();
        const found = matchingStep(secret, totpCode(secret, step), now);
        expect([step, step + 1]).toContain(found);
      }),
    );
  });

  it('refuses codes two steps away', () => {
    const step = timeStep(at(1_234_567_890));
    for (const off of [-3, -2, 2, 3])
      expect(matchingStep(RFC_SECRET, totpCode(RFC_SECRET, step + off), at(1_234_567_890))).toBeUndefined();
  });

  it.each(['', '00592', '0059240', '005924 ', 'abcdef', '٠٠٥٩٢٤', '-05924'])('refuses %j', (code) => {
    expect(matchingStep(RFC_SECRET, code, at(1_234_567_890))).toBeUndefined();
  });

  it('accepts nothing but codes, whatever is typed', () => {
    const now = at(1_234_567_890);
    const good = [-1, 0, 1].map((off) => totpCode(RFC_SECRET, timeStep(now) + off));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{6}$/)), (typed) => {
        expect(matchingStep(RFC_SECRET, typed, now) !== undefined).toBe(good.includes(typed));
      }),
    );
  });

  it('holds at the beginning of time', () => {
    expect(matchingStep(RFC_SECRET, '755224', at(0))).toBe(0);
  });
});

describe('a secret', () => {
  it('has 160 bits, another each time, and survives base32', () => {
    const secrets = Array.from({ length: 50 }, newTotpSecret);
    expect(new Set(secrets).size).toBe(50);
    for (const secret of secrets) expect(fromBase32(secret)).toHaveLength(20);
  });

  // RFC 4648 §10, without padding
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('%j in base32 is %s', (text, encoded) => {
    expect(base32(Buffer.from(text))).toBe(encoded);
    expect(fromBase32(encoded).toString()).toBe(text);
  });

  it('goes there and back through base32 for all bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => fromBase32(base32(bytes)).equals(bytes)));
  });

  it('is told to apps in the form they agree on, whatever the login', () => {
    const uri = new URL(otpauthUri('ABCDEFGH', 'ada & co:?', 'staging'));
    expect(uri.href).toBe(
      'otpauth://totp/Gatehouse%20staging:ada%20%26%20co%3A%3F?secret=ABCDEFGH&issuer=Gatehouse%20staging&algorithm=SHA1&digits=6&period=30',
    );
  });
});

describe('asTotpCode', () => {
  it('reads a code with the space that apps put in the middle, and leaves recovery codes alone', () => {
    for (const typed of [' 123 456 ', '123-456\n', '123\u00a0456', '\u200b123456', '１２３４５６'])
      expect(asTotpCode(typed)).toBe('123456');
    // an app in Arabic shows and copies its own digits (andOTP/andOTP#359), as do keyboards of Persian, Hindi and Bengali
    for (const typed of ['٩٨٧ ٢١٠', '۹۸۷۲۱۰', '९८७२१०', '৯৮৭ ২১০']) expect(asTotpCode(typed)).toBe('987210');
    for (const typed of ['12345', '1234567', '٩٨٧٢١', '½½½½½½', 'ⅠⅠⅠⅠⅠⅠ']) expect(asTotpCode(typed)).toBeUndefined();
    expect(asTotpCode('abcd-efgh-ijkl-mnop')).toBeUndefined();
  });
});
