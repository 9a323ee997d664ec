import { describe, expect, it } from 'vitest';
import { deriveKey, hkdfSha256, hmacSha256, sha256, timingSafeEqualStrings } from './digests.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const range = (from: number, to: number) =>
  Buffer.from(Array.from({ length: to - from + 1 }, (_, index) => from + index));

describe('hkdfSha256 on the vectors of RFC 5869', () => {
  it.each([
    {
      name: 'A.1',
      inputKey: Buffer.alloc(22, 0x0b),
      salt: range(0x00, 0x0c),
      info: range(0xf0, 0xf9),
      length: 42,
      output: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    },
    {
      name: 'A.2',
      inputKey: range(0x00, 0x4f),
      salt: range(0x60, 0xaf),
      info: range(0xb0, 0xff),
      length: 82,
      output:
        'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
    },
    {
      name: 'A.3',
      inputKey: Buffer.alloc(22, 0x0b),
      salt: Buffer.alloc(0),
      info: Buffer.alloc(0),
      length: 42,
      output: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    },
  ])('gives the output of case $name', ({ inputKey, salt, info, length, output }) => {
    expect(hkdfSha256(inputKey, salt, info, length).toString('hex')).toBe(output);
  });
});

describe('hmacSha256 on the vectors of RFC 4231', () => {
  it.each([
    {
      name: '1',
      key: Buffer.alloc(20, 0x0b),
      data: Buffer.from('Hi There'),
      mac: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    },
    {
      name: '2',
      key: Buffer.from('Jefe'),
      data: Buffer.from('what do ya want for nothing?'),
      mac: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    },
    {
      name: '3',
      key: Buffer.alloc(20, 0xaa),
      data: Buffer.alloc(50, 0xdd),
      mac: '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
    },
    {
      name: '4',
      key: range(0x01, 0x19),
      data: Buffer.alloc(50, 0xcd),
      mac: '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
    },
    {
      name: '5 (truncated)',
      key: Buffer.alloc(20, 0x0c),
      data: Buffer.from('Test With Truncation'),
      mac: 'a3b6167473100ee06e0c796c2955552b',
    },
    {
      name: '6',
      key: Buffer.alloc(131, 0xaa),
      data: Buffer.from('Test Using Larger Than Block-Size Key - Hash Key First'),
      mac: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    },
    {
      name: '7',
      key: Buffer.alloc(131, 0xaa),
      data: Buffer.from(
        'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
      ),
      mac: '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
    },
  ])('gives the MAC of case $name', ({ key, data, mac }) => {
    expect(hmacSha256(key, data).subarray(0, mac.length / 2)).toEqual(hex(mac));
  });
});

describe('deriveKey', () => {
  const root = Buffer.alloc(32, 7);

  it('gives another key for another purpose, and the same key again for the same one', () => {
    expect(deriveKey(root, 'audit-mac/v1')).toEqual(deriveKey(root, 'audit-mac/v1'));
    expect(deriveKey(root, 'audit-mac/v1')).not.toEqual(deriveKey(root, 'audit-mac/v2'));
    expect(deriveKey(root, 'x')).toHaveLength(32);
    expect(deriveKey(root, 'x', 64)).toHaveLength(64);
    expect(deriveKey(root, 'x')).toEqual(hkdfSha256(root, Buffer.alloc(0), Buffer.from('x'), 32));
  });

  it('refuses an empty purpose', () => {
    expect(() => deriveKey(root, '')).toThrow(RangeError);
  });
});

describe('sha256 and timingSafeEqualStrings', () => {
  it('hashes as FIPS 180-4 shows for "abc"', () => {
    expect(sha256('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('compares texts of any length', () => {
    expect(timingSafeEqualStrings('a token', 'a token')).toBe(true);
    expect(timingSafeEqualStrings('a token', 'a token ')).toBe(false);
    expect(timingSafeEqualStrings('', 'x')).toBe(false);
  });
});
