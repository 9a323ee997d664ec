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

const [{ token }] = GENERATE;
/** Base64url as Fernet writes it. */
function spelled(all: Buffer): string {
  const text = all.toString('base64url');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}
/** What is signed, with its MAC. */
function signed(part: Buffer): string {
  return spelled(Buffer.concat([part, createHmac('sha256', FERNET_KEY.subarray(0, 16)).update(part).digest()]));
}

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
    const genuine = Buffer.from(fernetSeal(key, Buffer.from('the plaintext')), 'base64url');
    for (let bit = 0; bit < genuine.length * 8; bit++) {
      const forged = Buffer.from(genuine);
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => fernetOpen(key, spelled(forged))).toThrow(FernetError);
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
    expect(() => fernetOpen(FERNET_KEY, signed(signedPart))).toThrow(FernetError);
    signedPart.writeUInt8(0x80);
    expect(fernetOpen(FERNET_KEY, signed(signedPart)).toString()).toBe('hello');
  });

  it('refuse a token of any length that is too short, also when its MAC is right', () => {
    for (let length = 0; length < 73; length++) {
      const short = Buffer.alloc(length);
      short[0] = 0x80;
      expect(() => fernetOpen(FERNET_KEY, spelled(short))).toThrow(FernetError);
      expect(() => fernetOpen(FERNET_KEY, signed(short.subarray(0, 40)))).toThrow(FernetError);
    }
  });

  it('say of a token with a right MAC and wrong padding what the cipher said', () => {
    const head = Buffer.from(token, 'base64url').subarray(0, 25);
    const garbled = signed(Buffer.concat([head, Buffer.alloc(16, 7)]));
    const open = () => fernetOpen(FERNET_KEY, garbled);
    expect(open).toThrow(FernetError);
    expect(open).toThrow(expect.objectContaining({ cause: expect.any(Error) as Error }) as Error);
  });

  it.each([
    ['no padding', token.replaceAll('=', '')],
    ['more padding', `${token}==`],
    ['a line feed at the end', `${token}\n`],
    ['white space inside', `${token.slice(0, 20)} ${token.slice(20)}`],
    ['the other base64 alphabet', token.replaceAll('_', '/').replaceAll('-', '+')],
    ['unused bits set in the last character', token.replace('DA==', 'DB==')],
    ['a trailing block', `${token}AAAA`],
    ['nothing', ''],
  ])('refuse a token spelled with %s', (_what, otherwise) => {
    expect(otherwise).not.toBe(token);
    expect(() => fernetOpen(FERNET_KEY, otherwise)).toThrow(FernetError);
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

  it('write the time into the token, and look at it only when they are asked to', () => {
    const sealedAt = (text: string) => Number(Buffer.from(text, 'base64url').readBigUInt64BE(1)) * 1000;
    const before = Math.floor(Date.now() / 1000) * 1000;
    const fresh = fernetSeal(FERNET_KEY, Buffer.from('x'));
    expect(sealedAt(fresh)).toBeGreaterThanOrEqual(before);
    expect(sealedAt(fresh)).toBeLessThanOrEqual(Date.now());
    expect(() => fernetOpen(FERNET_KEY, fresh, { ttlSeconds: 60 })).not.toThrow();
    const tomorrow = fernetSeal(FERNET_KEY, Buffer.from('x'), { now: new Date(Date.now() + 86_400_000) });
    expect(() => fernetOpen(FERNET_KEY, tomorrow)).not.toThrow();
    expect(() => fernetOpen(FERNET_KEY, tomorrow, { ttlSeconds: 60 })).toThrow(FernetError);
  });

  it('allow a skew of 60 seconds unless another is given', () => {
    const now = new Date('2026-01-01T00:00:00Z');
    const ahead = (seconds: number) =>
      fernetSeal(FERNET_KEY, Buffer.from('x'), { now: new Date(now.getTime() + seconds * 1000) });
    expect(() => fernetOpen(FERNET_KEY, ahead(60), { now, ttlSeconds: 1 })).not.toThrow();
    expect(() => fernetOpen(FERNET_KEY, ahead(61), { now, ttlSeconds: 1 })).toThrow(FernetError);
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
    for (const length of [16, 31, 33, 48]) {
      expect(() => fernetSeal(randomBytes(length), Buffer.from('x'))).toThrow('A Fernet key');
      expect(() => fernetOpen(randomBytes(length), token)).toThrow('A Fernet key');
    }
  });
});
