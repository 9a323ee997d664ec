import { randomBytes } from 'node:crypto';
import { isUuid } from '@gatehouse/contracts';
import { decodeBase64Url, hmacSha256, sha256 } from '@gatehouse/crypto';

const SECRET_BYTES = 32;

/** A refresh token in its parts: the id finds the row, the secret proves the right to it. */
export interface RefreshTokenParts {
  readonly id: string;
  readonly secret: Buffer;
}

export function formatRefreshToken({ id, secret }: RefreshTokenParts): string {
  return `${id}.${secret.toString('base64url')}`;
}

/** `undefined` for anything that is not exactly `<uuid>.<32 bytes in base64url>`. */
export function parseRefreshToken(token: string): RefreshTokenParts | undefined {
  const [id = '', encoded = '', ...rest] = token.split('.');
  if (rest.length > 0 || !isUuid(id)) return undefined;
  const secret = decodeBase64Url(encoded, 'refused');
  return secret?.length === SECRET_BYTES ? { id, secret } : undefined;
}

/** What is stored. A fast hash will do: the secret is random and long, so it cannot be guessed from it. */
export function hashRefreshSecret(secret: Buffer): Buffer {
  return sha256(secret);
}

export function newRefreshSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

/**
 * The secret of the next token, from that of the one before and a salt that only the database knows. Requests that arrive
 * together with one token can all be given the same successor, though only its hash is stored: neither a stolen token
 * nor a stolen table is enough to compute it.
 */
export function successorSecret(presented: RefreshTokenParts, successorId: string, salt: Buffer): Buffer {
  return hmacSha256(salt, Buffer.concat([presented.secret, Buffer.from(successorId)]));
}
