import { randomBytes } from 'node:crypto';
import { base62, base62Length } from './base62.ts';
import { crc32 } from './crc32.ts';

const PREFIX = 'gth_sa_';
const SECRET_BYTES = 32;
const CHECKSUM_BYTES = 4;
const CLIENT_ID_BYTES = 16;
const SHAPE = new RegExp(
  `^(${PREFIX}[0-9A-Za-z]{${base62Length(SECRET_BYTES)}})_([0-9A-Za-z]{${base62Length(CHECKSUM_BYTES)}})$`,
);

/**
 * `gth_sa_<256 random bits>_<checksum>`: the prefix and the checksum let scanners of repositories and logs tell a leaked
 * secret from noise without asking us.
 */
export function newClientSecret(random: Uint8Array = randomBytes(SECRET_BYTES)): string {
  const body = PREFIX + base62(random);
  return `${body}_${checksum(body)}`;
}

/** Whether the text could have been made by `newClientSecret`. */
export function isWellFormedSecret(text: string): boolean {
  const [, body, sum] = SHAPE.exec(text) ?? [];
  return body !== undefined && checksum(body) === sum;
}

/**
 * What was copied, without what copying adds: ids and secrets of clients, and tokens, are letters and signs that one can see.
 * Case stays: in base 62 it makes a difference.
 */
export function withoutWrapping(copied: string): string {
  return copied.replaceAll(/[\s"'`\p{Pi}\p{Pf}\u00ad\u200b-\u200d\u2060]+/gu, '');
}

/** `sa_<128 random bits>`. Not secret, and not to be guessed either. */
export function newClientId(random: Uint8Array = randomBytes(CLIENT_ID_BYTES)): string {
  return `sa_${base62(random)}`;
}

function checksum(body: string): string {
  const bytes = Buffer.alloc(CHECKSUM_BYTES);
  bytes.writeUInt32BE(crc32(Buffer.from(body)));
  return base62(bytes);
}
