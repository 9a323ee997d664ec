import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export function sha256(data: Buffer | string): Buffer {
  return createHash('sha256').update(data).digest();
}

export function hmacSha256(key: Buffer, data: Buffer | string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** HKDF-SHA256 (RFC 5869), extract and expand. */
export function hkdfSha256(inputKey: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', inputKey, salt, info, length));
}

/**
 * One key of many from one root secret: each `info` gives an independent key, so no two purposes ever share one.
 * @param info what the key is for, e.g. `audit-mac/v1`
 * @param length in bytes
 */
export function deriveKey(rootSecret: Buffer, info: string, length = 32): Buffer {
  if (info === '') throw new RangeError('A derived key needs a purpose.');
  return hkdfSha256(rootSecret, Buffer.alloc(0), Buffer.from(info), length);
}

/** Compares two texts in a time that tells neither where they differ nor how long the right one is. */
export function timingSafeEqualStrings(left: string, right: string): boolean {
  return timingSafeEqual(sha256(left), sha256(right));
}
