import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneTimePassword, presentedPassword } from './one-time-password.ts';

const forced = { mustChangePassword: true };
const OURS = 'abcde-fghjk-mnpqr-stuvw-xyz23-45678';

describe('presentedPassword', () => {
  it.each([
    OURS,
    `${OURS}\n`,
    `\t${OURS} \r\n`,
    OURS.toUpperCase(),
    OURS.replaceAll('-', ''),
    OURS.replaceAll('-', ' '),
    OURS.replaceAll('-', '–'),
    `\ufeff${OURS}\u200b`,
    OURS.replace('pqr-', 'pqr-\n'),
    `"${OURS}"`, // from JSON
    `\`${OURS}\``, // from a chat, which shows code so
    `“${OURS}”`, // from a mail that a word processor wrote
    OURS.replace('mnpqr', 'mn\u00adpqr'), // from a page that may break words
    OURS.replaceAll('-', '\u2212'), // from a document that makes a minus of a hyphen
    OURS.replace('abc', 'ａｂｃ'),
  ])('reads %j as the one-time password that was copied', (copied) => {
    expect(presentedPassword(forced, copied)).toBe(OURS);
  });

  it('takes a password that somebody chose as it was typed, also where it could be one of ours', () => {
    for (const user of [{ mustChangePassword: false }, undefined])
      for (const typed of [` ${OURS}`, OURS.toUpperCase()]) expect(presentedPassword(user, typed)).toBe(typed);
  });

  it.each([' plum-gravel-otter-91-kite ', OURS.slice(1), `${OURS}a`, OURS.replace('a', '0'), `${OURS}!`, ''])(
    'leaves alone what is none of ours: %j',
    (typed) => {
      expect(presentedPassword(forced, typed)).toBe(typed);
    },
  );

  it('never makes two of ours the same, and leaves each as it is', () => {
    fc.assert(
      fc.property(fc.constant(0), () => {
        const [one, other] = [oneTimePassword(), oneTimePassword()];
        expect(presentedPassword(forced, one)).toBe(one);
        expect(presentedPassword(forced, other.toUpperCase())).not.toBe(one);
      }),
    );
  });
});
