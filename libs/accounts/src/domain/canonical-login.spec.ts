import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalLogin } from './canonical-login.ts';

describe('canonicalLogin', () => {
  it.each([
    ['case', 'Admin', 'ADMIN'],
    ['space around', ' admin ', 'admin'],
    ['a keyboard that begins with a capital and ends with a space (RocketChat/Rocket.Chat#25906)', 'Admin ', 'admin'],
    ['a no-break space, from a web page', 'admin\u00a0', 'admin'],
    ['the space of a Japanese keyboard', '\u3000ａｄｍｉｎ', 'admin'],
    ['e-mail addresses in capitals', 'Ada.Lovelace@Example.COM', 'ada.lovelace@example.com'],
    ['letters of Vietnamese in their parts, as macOS writes them', 'Nguye\u0302\u0303n', 'Nguy\u1ec5n'],
    ['syllables of Korean in their parts', '\u1100\u1161\u11a8', '\uac01'],
    ['full width letters', 'ａｄｍｉｎ', 'admin'],
    ['composed and decomposed letters', 'J\u00fcrgen', 'Ju\u0308rgen'],
    ['sharp s', 'strauß', 'STRAUSS'],
    ['capital sharp s', 'ẞ', 'ß'],
    ['ligatures', 'ﬁnn', 'finn'],
    ['the two small sigmas', 'οδος', 'οδοσ'.toUpperCase()],
  ])('makes no difference of %s', (_what, left, right) => {
    expect(canonicalLogin(left)).toBe(canonicalLogin(right));
  });

  it('keeps different logins different', () => {
    expect(canonicalLogin('admin')).not.toBe(canonicalLogin('admin1'));
    expect(canonicalLogin('ad min')).not.toBe(canonicalLogin('admin'));
  });

  it('is its own canonical form for every character there is', () => {
    for (let codePoint = 1; codePoint <= 0x10ffff; codePoint += 1) {
      if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
      const once = canonicalLogin(`a${String.fromCodePoint(codePoint)}b`);
      if (canonicalLogin(once) !== once) expect.fail(`U+${codePoint.toString(16)}`);
    }
  });

  it('is its own canonical form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), (login) => {
        expect(canonicalLogin(canonicalLogin(login))).toBe(canonicalLogin(login));
      }),
      { numRuns: 1000 },
    );
  });
});
