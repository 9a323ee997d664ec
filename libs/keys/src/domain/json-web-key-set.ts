import { createPublicKey } from 'node:crypto';
import type { SigningKey } from './signing-key.ts';

/** One public signature key (RFC 7517). */
export interface PublicJsonWebKey {
  readonly kty: string;
  readonly use: 'sig';
  readonly alg: string;
  readonly kid: string;
  readonly [member: string]: string;
}

export interface JsonWebKeySet {
  readonly keys: readonly PublicJsonWebKey[];
}

/** Only the members named here leave the process: a private one could not, whatever the row holds. */
const PUBLIC_MEMBERS = ['kty', 'crv', 'x', 'y', 'n', 'e'] as const;

/** The set in a stable order, so that equal keys give equal bytes and one ETag on every replica. */
export function jsonWebKeySet(keys: readonly Pick<SigningKey, 'kid' | 'algorithm' | 'publicKey'>[]): JsonWebKeySet {
  return { keys: keys.map(publicJsonWebKey).toSorted((left, right) => (left.kid < right.kid ? -1 : 1)) };
}

function publicJsonWebKey(key: Pick<SigningKey, 'kid' | 'algorithm' | 'publicKey'>): PublicJsonWebKey {
  const jwk = createPublicKey(key.publicKey).export({ format: 'jwk' });
  const members = PUBLIC_MEMBERS.flatMap((name) => (typeof jwk[name] === 'string' ? [[name, jwk[name]] as const] : []));
  return { ...Object.fromEntries(members), kty: jwk.kty ?? '', use: 'sig', alg: key.algorithm, kid: key.kid };
}
