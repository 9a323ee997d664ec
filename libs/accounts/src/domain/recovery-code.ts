import { randomBytes } from 'node:crypto';
import { sha256 } from '@gatehouse/crypto';
import { base32 } from './base32.ts';

export const RECOVERY_CODE_COUNT = 10;
/** 80 bits: too many to guess even from a stolen hash, so a fast hash will do. */
const CODE_BYTES = 10;

/** Ten codes for the day the phone is gone, each in four groups of four. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: RECOVERY_CODE_COUNT }, () =>
    (base32(randomBytes(CODE_BYTES)).toLowerCase().match(/.{4}/g) ?? []).join('-'),
  );
}

/** What is stored. The same code typed with or without dashes, in small letters or capitals, has the same hash. */
export function hashRecoveryCode(code: string): Buffer {
  const letters = code
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
  // neither 0 nor 1 is in the alphabet: whoever types one has misread a letter
  return sha256(letters.replaceAll('0', 'o').replaceAll('1', 'l'));
}
