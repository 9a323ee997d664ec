import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base62, base62Length } from './base62.ts';
import { isWellFormedSecret, newClientId, newClientSecret } from './client-secret.ts';
import { crc32 } from './crc32.ts';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe('base62', () => {
  it.each<[string, string]>([
    ['00', '00'],
    ['01', '01'],
    ['3d', '0z'],
    ['3e', '10'],
    ['ff', '47'],
    ['00000000', '000000'],
    ['ffffffff', '4gfFC3'],
    ['', ''],
  ])('writes the bytes %s as %s', (hex, text) => {
    expect(base62(Buffer.from(hex, 'hex'))).toBe(text);
  });

  it('has room for 256 bits in 43 digits and for 128 in 22', () => {
    expect([base62Length(32), base62Length(16), base62Length(4)]).toEqual([43, 22, 6]);
    expect(base62(Buffer.alloc(32, 0xff))).toMatch(/^[0-9A-Za-z]{43}$/);
  });

  it('keeps every number', () => {
    fc.assert(
      fc.property(bytes(32), (random) => {
        const back = Array.from(base62(random)).reduce((sum, digit) => sum * 62n + BigInt(DIGITS.indexOf(digit)), 0n);
        expect(back.toString(16).padStart(64, '0')).toBe(Buffer.from(random).toString('hex'));
      }),
    );
  });
});

describe('crc32', () => {
  it.each<[string, number]>([
    ['', 0],
    ['123456789', 0xcbf43926],
    ['The quick brown fox jumps over the lazy dog', 0x414fa339],
  ])('of "%s" is the published one', (text, expected) => {
    expect(crc32(Buffer.from(text))).toBe(expected);
  });

  it('is that of zlib for all bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (data) => crc32(data) === zlibCrc32(data)));
  });
});

describe('a client secret', () => {
  it('has its prefix, 256 bits and a checksum', () => {
    expect(newClientSecret()).toMatch(/^gth_sa_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
    expect(newClientSecret()).not.toBe(newClientSecret());
    expect(newClientId()).toMatch(/^sa_[0-9A-Za-z]{22}$/);
  });

  it('stays the same for the same bits: scanners out there rely on the format', () => {
    expect(newClientSecret(Buffer.alloc(32))).toBe(`gth_sa_${'0'.repeat(43)}_${VECTOR_CHECKSUM}`);
  });

  it('is told from a text with any one character changed', () => {
    const change = fc.tuple(bytes(32), fc.nat({ max: 56 }), fc.constantFrom(...Array.from(`${DIGITS}_- `)));
    fc.assert(
      fc.property(change, ([random, place, character]) => {
        const secret = newClientSecret(random);
        expect(isWellFormedSecret(secret)).toBe(true);
        const changed = secret.slice(0, place) + character + secret.slice(place + 1);
        fc.pre(changed !== secret);
        expect(isWellFormedSecret(changed)).toBe(false);
      }),
    );
  });

  it.each(['', 'gth_sa_', 'gth_sa_x_y', `${newClientSecret()}\n`, ` ${newClientSecret()}`])('is not %j', (text) => {
    expect(isWellFormedSecret(text)).toBe(false);
  });
});

/** CRC-32 of `gth_sa_` and 43 zeros, in base 62; worked out with zlib. */
const VECTOR_CHECKSUM = '2c2wpd';
