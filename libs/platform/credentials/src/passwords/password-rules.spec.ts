import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertAcceptablePassword, passwordFaults } from './password-rules.ts';

describe('passwordFaults', () => {
  it.each([
    'plum-gravel-otter-91',
    'the quick brown fox',
    'крепкий орешек 2',
    'ххххххх1yyyyyyy',
    '                x',
    'zbxkqwfjtrnmphd',
    'kqxzvwkqxzvwkqxzvw',
    'ilove2026youmore',
    '8403!2957#1640@38',
    'abcdefghijklmnoq',
    'abcdefghijklmnpo',
  ])('accepts %j: length counts, composition does not', (password) => {
    expect(passwordFaults(password, 'admin')).toEqual([]);
  });

  it.each([
    ['fourteen characters', 'plum-gravel-ot'],
    ['fifteen bytes but fewer characters', 'пароли1'],
    ['emoji counted as one character each', '😀😁😂🤣😃😄😅😆😉😊😋😎😍😘'],
    ['more than 1024 bytes', 'z'.padStart(1025, 'plum gravel otter ')],
    ['a common password with a sign before the digits behind it', 'iloveyou.!?2026+-*'],
    ['a common password that ends in digits of its own', '1q2w3e4r5t6y7u8i9o0p'],
    ['a common password that separators cut up', 'thisis_my.pass word'],
    ['a common password', 'qwertyuiopasdfghjkl'],
    ['a common password with digits behind it', 'Password20262026'],
    ['a common password with signs behind it', 'Welcome!!!!!!!!!!!'],
    ['a common password with separators', 'correct-horse-battery-staple'],
    ['a common password twice', 'passwordpassword'],
    ['a common password in capitals', 'CHANGEMECHANGEME'],
    ['one character again and again', 'aaaaaaaaaaaaaaaaaaaa'],
    ['nothing but spaces', ' '.repeat(20)],
    ['nothing but dashes', '-'.repeat(20)],
    ['a short unit again and again', 'ab1ab1ab1ab1ab1ab1'],
    ['the longest unit that counts as short', 'ab1x3ab1x3ab1x3ab1x3'],
    ['a short unit cut up by separators', 'ab1.ab1.ab1.ab1.ab1'],
    ['the digits in order', '1234567890123456'],
    ['the digits in order, cut up by separators', '4-5-6-7-8-9-0-1-2-3-4'],
    ['the digits backwards', '3210987654321098'],
    ['the alphabet backwards', 'zyxwvutsrqponmlkj'],
    ['the login inside', 'plum-ADMIN-otter-gravel'],
  ])('refuses %s', (_what, password) => {
    expect(passwordFaults(password, 'admin')).not.toEqual([]);
  });

  it('refuses a login in another spelling of the same letters', () => {
    expect(passwordFaults('plum-ｊüｒｇｅｎ-otter', 'Jürgen')).toEqual(['The password must not contain your login.']);
  });

  it('takes a login of one or two letters for no part of the password', () => {
    expect(passwordFaults('plum-gravel-otter', 'gr')).toEqual([]);
    expect(passwordFaults('plum-gravel-otter', 'gra')).toHaveLength(1);
  });

  it('never fails on a random passphrase of 20 characters, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 20, maxLength: 40 }), (password) => {
        expect(Array.isArray(passwordFaults(password, 'admin'))).toBe(true);
      }),
    );
  });

  it('takes eight characters where a code is asked for as well, and is as strict otherwise', () => {
    expect(passwordFaults('owl7kite', 'admin', 8)).toEqual([]);
    expect(passwordFaults('owl7kit', 'admin', 8)).toEqual([expect.stringContaining('8 characters')]);
    expect(passwordFaults('password', 'admin', 8)).not.toEqual([]);
    expect(passwordFaults('admin7kite', 'admin', 8)).not.toEqual([]);
  });

  it('tells how many bytes are too many', () => {
    expect(passwordFaults('z'.padStart(1024, 'plum gravel otter '), 'admin')).toEqual([]);
    expect(passwordFaults('plum gravel otter '.repeat(60), 'admin')).toEqual([expect.stringContaining('1024 bytes')]);
  });

  it('lets an acceptable one pass', () => {
    expect(() => assertAcceptablePassword('plum-gravel-otter', 'admin', '/password')).not.toThrow();
  });

  it('says every fault at once, and where', () => {
    expect(() => assertAcceptablePassword('admin', 'admin', '/newPassword')).toThrow(
      expect.objectContaining({
        code: 'PASSWORD_TOO_WEAK',
        message: expect.stringMatching(/^[^.]+[.] [^.]+[.] [^.]+[.]$/) as string,
        fields: [
          { pointer: '/newPassword', message: expect.stringContaining('15 characters') },
          { pointer: '/newPassword', message: expect.stringContaining('less common') },
          { pointer: '/newPassword', message: expect.stringContaining('login') },
        ],
      }) as Error,
    );
  });
});
