import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

/** The algorithms that Gatehouse signs with (RFC 7518 §3.1). ES256 unless configuration says otherwise. */
export const SIGNING_ALGORITHMS = ['ES256', 'RS256', 'PS256'] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** 3072 bits: 128 bits of security, as P-256 has (NIST SP 800-57). */
const RSA_BITS = 3072;

const generate = promisify(generateKeyPair);

/** A fresh pair in PEM: the private key as PKCS #8, the public one as SPKI. */
export interface KeyPairPem {
  readonly privateKey: string;
  readonly publicKey: string;
}

export async function generateSigningKeyPair(algorithm: SigningAlgorithm): Promise<KeyPairPem> {
  const { privateKey, publicKey } =
    algorithm === 'ES256'
      ? await generate('ec', { namedCurve: 'prime256v1' })
      : await generate('rsa', { modulusLength: RSA_BITS });
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}
