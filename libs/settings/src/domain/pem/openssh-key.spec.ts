import { describe, expect, it } from 'vitest';
import { faultOfOpensshKey } from './openssh-key.ts';

const counted = (bytes: number) => Buffer.concat([count(bytes), Buffer.alloc(bytes, 7)]);
const count = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
/** Cipher, key derivation and its options, one public key, and what is private. */
const key = (secret: Buffer = counted(136), publicKeys: readonly Buffer[] = [counted(51)]) =>
  Buffer.concat([
    ...[Buffer.from('openssh-key-v1\0'), counted(10), counted(6), counted(24)],
    ...[count(publicKeys.length), ...publicKeys, secret],
  ]);

const CUT_OFF = 'is cut off: it has fewer bytes than its content announces';
const TOO_LONG = 'holds more bytes than its content announces';

describe('a key of OpenSSH', () => {
  it('is a chain of counted strings, with a tag behind it under AES-GCM', () => {
    expect(faultOfOpensshKey(key())).toBeUndefined();
    expect(faultOfOpensshKey(key(counted(136), [counted(51), counted(51)]))).toBeUndefined();
    // nothing in the last string: its count ends the key
    expect(faultOfOpensshKey(key(counted(0)))).toBeUndefined();
    expect(faultOfOpensshKey(Buffer.concat([key(), Buffer.alloc(16)]))).toBeUndefined();
  });

  it('holds nothing behind that', () => {
    expect(faultOfOpensshKey(Buffer.concat([key(), Buffer.alloc(17)]))).toBe(TOO_LONG);
  });

  it('is cut off wherever it is cut', () => {
    const whole = key();
    for (let length = 15; length < whole.length; length++)
      expect(faultOfOpensshKey(whole.subarray(0, length)), `${length} bytes`).toBe(CUT_OFF);
  });

  it('is told from everything else by its first bytes', () => {
    for (const other of [Buffer.alloc(0), Buffer.from('openssh-key-v1'), Buffer.from('openssh-key-v2\0 and so on')])
      expect(faultOfOpensshKey(other)).toBe('holds something else, not an OpenSSH key');
  });

  it('is read in time, however many keys it announces', () => {
    const many = Buffer.concat([
      ...[Buffer.from('openssh-key-v1\0'), counted(4), counted(4), counted(0), count(0xffff_ffff)],
      Buffer.alloc(40_000),
    ]);
    expect(faultOfOpensshKey(many)).toBe(TOO_LONG);
  });
});
