import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fernetOpen, fernetSeal, FernetError } from './fernet.ts';
import { FERNET_KEY, GENERATE, INVALID, VERIFY } from './fernet-vectors.fixture.ts';

const bytes = (options: fc.IntArrayConstraints = {}) =>
  fc.uint8Array({ maxLength: 200, ...options }).map((array) => Buffer.from(array));
const keys = bytes({ minLength: 32, maxLength: 32 });

describe('the official Fernet vectors', () => {
  it.each(GENERATE)('seals $src as published', ({ token, now, iv, src }) => {
    expect(fernetSeal(FERNET_KEY, Buffer.from(src), { now: new Date(now), iv: Buffer.from(iv) })).toBe(token);
  });

  it.each(VERIFY)('opens $src as published', ({ token, now, ttlSeconds, src }) => {
    expect(fernetOpen(FERNET_KEY, token, { now: new Date(now), ttlSeconds }).toString()).toBe(src);
  });

  it.each(INVALID)('refuses: $desc', ({ token, now, ttlSeconds }) => {
    expect(() => fernetOpen(FERNET_KEY, token, { now: new Date(now), ttlSeconds })).toThrow(FernetError);
  });

  it('refuses the two vectors about time only because of the time', () => {
    const timeOnly = INVALID.filter(({ desc }) => desc.startsWith('far-future') || desc.startsWith('expired'));
    expect(timeOnly).toHaveLength(2);
    for (const { token } of timeOnly) expect(() => fernetOpen(FERNET_KEY, token)).not.toThrow();
  });
});

describe('fernetSeal and fernetOpen', () => {
  it('give back whatever was sealed', () => {
    fc.assert(
      fc.property(keys, bytes(), (key, plaintext) => {
        expect(fernetOpen(key, fernetSeal(key, plaintext)).equals(plaintext)).toBe(true);
      }),
    );
  });

  it('refuse a token in which any single bit was changed', () => {
    const key = randomBytes(32);
    const token = Buffer.from(fernetSeal(key, Buffer.from('the plaintext')), 'base64url');
    for (let bit = 0; bit < token.length * 8; bit++) {
      const forged = Buffer.from(token);
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const text = forged.toString('base64url');
      expect(() => fernetOpen(key, text.padEnd(Math.ceil(text.length / 4) * 4, '='))).toThrow(FernetError);
    }
  });

  it('refuse a token under another key', () => {
    fc.assert(
      fc.property(keys, keys, bytes(), (key, other, plaintext) => {
        fc.pre(!key.subarray(0, 16).equals(other.subarray(0, 16)));
        expect(() => fernetOpen(other, fernetSeal(key, plaintext))).toThrow(FernetError);
      }),
    );
  });

  it('refuse another version even when its MAC is right', () => {
    const head = Buffer.alloc(9);
    head.writeUInt8(0x81);
    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-128-cbc', FERNET_KEY.subarray(16), iv);
    const signedPart = Buffer.concat([head, iv, cipher.update('hello'), cipher.final()]);
    const token = Buffer.concat([
      signedPart,
      createHmac('sha256', FERNET_KEY.subarray(0, 16)).update(signedPart).digest(),
    ]);
    expect(() => fernetOpen(FERNET_KEY, token.toString('base64url'))).toThrow(FernetError);
  });

  const [{ token }] = GENERATE;
  it.each([
    ['no padding', token.replaceAll('=', '')],
    ['more padding', `${token}==`],
    ['a line feed at the end', `${token}\n`],
    ['white space inside', `${token.slice(0, 20)} ${token.slice(20)}`],
    ['the other base64 alphabet', token.replaceAll('_', '/').replaceAll('-', '+')],
    ['unused bits set in the last character', token.replace('DA==', 'DB==')],
    ['a trailing block', `${token}AAAA`],
    ['nothing', ''],
  ])('refuse a token spelled with %s', (_what, spelled) => {
    expect(spelled).not.toBe(token);
    expect(() => fernetOpen(FERNET_KEY, spelled)).toThrow(FernetError);
  });

  it('accept a token from up to the allowed skew ahead and until its last second', () => {
    const now = new Date('2026-01-01T00:00:00Z');
    const at = (seconds: number) =>
      fernetSeal(FERNET_KEY, Buffer.from('x'), { now: new Date(now.getTime() + seconds * 1000) });
    const opens = (seconds: number) => () =>
      fernetOpen(FERNET_KEY, at(seconds), { now, ttlSeconds: 30, maxClockSkewSeconds: 5 });
    expect(opens(5)).not.toThrow();
    expect(opens(6)).toThrow(FernetError);
    expect(opens(-30)).not.toThrow();
    expect(opens(-31)).toThrow(FernetError);
  });

  it('never use an initialisation vector twice', () => {
    const tokens = Array.from({ length: 200 }, () =>
      Buffer.from(fernetSeal(FERNET_KEY, Buffer.from('same')), 'base64url')
        .subarray(9, 25)
        .toString('hex'),
    );
    expect(new Set(tokens).size).toBe(200);
  });

  it('refuse a key of the wrong length', () => {
    expect(() => fernetSeal(randomBytes(16), Buffer.from('x'))).toThrow(RangeError);
    expect(() => fernetOpen(randomBytes(33), token)).toThrow(RangeError);
  });
});
